import nodeResolve from '@rollup/plugin-node-resolve';
import { cpSync } from 'node:fs';

/** The worker, its kernels and the data lie beside the bundle, and are loaded when they are needed. */
const copyFiles = {
  name: 'copy-files',
  writeBundle({ dir }) {
    cpSync('node_modules/mnist-elements/dist', dir, { recursive: true });
    cpSync('index.html', `${dir}/index.html`);
  },
};

export default {
  input: 'main.js',
  output: { dir: 'dist' },
  plugins: [nodeResolve(), copyFiles],
};
