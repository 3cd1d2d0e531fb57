/** The project's own TypeScript, bundled for Node: the checkpoint is trained by the code that trains in pages. */
import { build } from 'esbuild';
import { root } from '../setup.mjs';

const SOURCES = [
  'inspect/activations.js',
  'data/augment.js',
  'data/hold-out.js',
  'training/batches.js',
  'base/random.js',
  'engine/simd/kernels.js',
  'engine/simd/load-kernels.js',
  'network/initialise.js',
  'network/parse.js',
  'optimizer/schedules.js',
  'shared/prediction.js',
  'storage/keras/model-files.js',
  'digit-pad/normalize.js',
];

/** Everything that the sources above export. */
export async function loadLibrary() {
  const contents = SOURCES.map((source) => `export * from './src/${source}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
