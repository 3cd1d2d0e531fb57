/**
 * Dev-server plugin: serves each package of TensorFlow.js as one module. Its files cannot be served one by one, as
 * some of them import CommonJS.
 */
import { build } from 'esbuild';

const PREFIX = '/__tensorflow/';
const PACKAGE = /^@tensorflow\/(tfjs-core|tfjs-backend-[a-z]+)(\/|$)/;
/** Needed besides what a package exports. */
const EXTRA = { 'tfjs-core': `import '@tensorflow/tfjs-core/dist/register_all_gradients.js';` };

/** @returns {import('@web/dev-server-core').Plugin} */
export function tensorFlowPlugin() {
  /** @type {Map<string, Promise<string>>} */
  const bundles = new Map();
  return {
    name: 'tensorflow',
    resolveImport({ source }) {
      const name = PACKAGE.exec(source)?.[1];
      return name === undefined ? undefined : `${PREFIX}${name}.js`;
    },
    async serve({ path }) {
      if (!path.startsWith(PREFIX)) return undefined;
      const name = path.slice(PREFIX.length, -'.js'.length);
      if (!bundles.has(name)) bundles.set(name, bundle(name));
      return { body: await bundles.get(name), type: 'js' };
    },
  };
}

/** @param {string} name of a package in the scope */
async function bundle(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '@tensorflow/${name}'; ${EXTRA[name] ?? ''}`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // The backends must share one core. The rest is for Node and never reached.
    external: [
      ...(name === 'tfjs-core' ? [] : ['@tensorflow/tfjs-core']),
      'fs',
      'os',
      'path',
      'perf_hooks',
      'worker_threads',
    ],
  });
  return outputFiles[0].text;
}
