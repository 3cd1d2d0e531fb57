/** Puts the published integrity of the script into the pinned page, and a wrong one into a copy of it. */
import { readFileSync, writeFileSync } from 'node:fs';

const integrity = JSON.parse(readFileSync('node_modules/mnist-elements/dist/integrity.json', 'utf8'));
const page = readFileSync('pinned.html', 'utf8');
writeFileSync('pinned.html', page.replace('sha384-…', integrity['mnist-elements.js']));
writeFileSync('tampered.html', page.replace('sha384-…', integrity['worker.js']));
