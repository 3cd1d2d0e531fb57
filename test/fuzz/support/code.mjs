/**
 * The modules that read what comes from outside, bundled for Node as they are, with two changes: the arrays that they
 * make are counted, and the page that attributes belong to is told by constants.
 */
import { build } from 'esbuild';

const MODULES = [
  'network/parameters',
  'network/parse',
  'shared/class-names',
  'shared/errors',
  'storage/keras/model-files',
  'data/byte-stream',
  'data/idx',
  'engine/initial-network',
  'storage/model-facts',
  'storage/model-store',
  'base/random',
  'theme/attributes',
  'mnist-trainer/settings',
  'page/worker-url',
];

export const PAGE = 'https://page.example/lesson/';
export const SCRIPT = 'https://cdn.example/mnist-elements.js';

const allocations = { bytes: 0 };
/** An array type that counts what is made anew; views of what is there already cost nothing. */
const counted = (Base) =>
  class extends Base {
    constructor(...parameters) {
      super(...parameters);
      if (typeof parameters[0] !== 'object') allocations.bytes += this.byteLength;
    }
  };

globalThis.fuzzed = { Uint8Array: counted(Uint8Array), Float32Array: counted(Float32Array) };
globalThis.document = { baseURI: PAGE };
globalThis.self = globalThis;
globalThis.origin = new URL(PAGE).origin;

const root = new URL('../../../', import.meta.url);
const { outputFiles } = await build({
  stdin: {
    contents: MODULES.map((name) => `export * from './src/${name}.js';`).join('\n'),
    resolveDir: root.pathname,
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  define: {
    'import.meta.url': JSON.stringify(SCRIPT),
    Uint8Array: 'fuzzed.Uint8Array',
    Float32Array: 'fuzzed.Float32Array',
  },
  logLevel: 'error',
});
/** Everything that these modules export. */
export const code = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

/** Bytes that the code has asked for since the last call. */
export function takeAllocated() {
  const { bytes } = allocations;
  allocations.bytes = 0;
  return bytes;
}
