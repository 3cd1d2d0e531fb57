/** Writes `dist/`: data, kernels, bundles and type declarations. `--if-needed`: only when a source is newer. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, fail, root, run } from './setup.mjs';

const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const SOURCES = [
  'src',
  'scripts',
  'model',
  'rollup.config.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
];

ensurePackages();
if (!process.argv.includes('--if-needed') || isStale()) build();

function build() {
  const started = Date.now();
  mkdirSync(dist, { recursive: true });
  step('Packing the data', 'node', 'scripts/pack-data.mjs');
  step('Packing the trained network', 'node', 'scripts/pack-model.mjs');
  step('Compiling the kernels', 'node', 'scripts/build-simd.mjs');
  copyTensorFlowKernels();
  copyFileSync(join(root, 'src/mnist-elements.css'), join(dist, 'mnist-elements.css'));
  step('Bundling', 'npx', 'rollup', '--config', '--silent');
  step('Declaring types', 'node', 'scripts/declare-types.mjs');
  step('Describing the elements', 'node', 'scripts/describe-elements.mjs');
  removeOlderThan(started);
  writeIntegrity();
  writeFileSync(stamp, '');
}

/** Chunks of an earlier build have other names and would stay for ever. The packed data never change. */
function removeOlderThan(time) {
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (name !== 'data' && statSync(path).isFile() && statSync(path).mtimeMs < time) rmSync(path);
  }
}

/** What a page may pin the scripts to, in `integrity.json`: file name → value of the `integrity` attribute. */
function writeIntegrity() {
  const scripts = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js'));
  const pins = scripts.map((name) => {
    const digest = createHash('sha384')
      .update(readFileSync(join(dist, name)))
      .digest('base64');
    return [name, `sha384-${digest}`];
  });
  writeFileSync(join(dist, 'integrity.json'), `${JSON.stringify(Object.fromEntries(pins), null, 2)}\n`);
}

function step(what, command, ...args) {
  console.log(`${what}…`);
  if (!run(command, ...args)) fail(`${what} failed: see above.`);
}

/** TensorFlow.js' own WebAssembly kernels; the threaded build needs cross-origin isolation and is left out. */
function copyTensorFlowKernels() {
  const target = join(dist, 'tfjs');
  mkdirSync(target, { recursive: true });
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    copyFileSync(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name), join(target, name));
  }
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  const newest = (path) => {
    const { mtimeMs } = statSync(path);
    return statSync(path).isDirectory()
      ? Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
      : mtimeMs;
  };
  return SOURCES.some((source) => newest(join(root, source)) > built);
}
