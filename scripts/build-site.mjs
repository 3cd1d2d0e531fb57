/**
 * Writes `site/`: the demo for any static host, under any path. It can be installed, and works without a network after
 * one visit. To be run after the build.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup.mjs';

/** What the pages of the site have in their heads beside what they have in the project. */
const HEAD = `  <link rel="manifest" href="manifest.webmanifest" />
    <link rel="apple-touch-icon" href="icons/touch-180.png" />
    <script type="module" src="offline.js"></script>
  </head>`;

/**
 * @param {string} site folder to write, which is emptied before
 * @param {string} demo folder with the pages
 */
export async function buildSite(site = join(root, 'site'), demo = join(root, 'demo')) {
  rmSync(site, { recursive: true, force: true });
  cpSync(demo, join(site, 'demo'), {
    recursive: true,
    filter: (path) => !path.endsWith('service-worker.js'),
  });
  cpSync(join(root, 'scripts/site-index.html'), join(site, 'index.html'));
  for (const name of neededOf(join(root, 'dist'))) {
    cpSync(join(root, 'dist', name), join(site, 'dist', name), { recursive: true });
  }
  for (const page of filesIn(join(site, 'demo')).filter((path) => path.endsWith('.html'))) {
    writeFileSync(page, readFileSync(page, 'utf8').replace('</head>', HEAD));
  }
  const files = filesIn(site).map((path) => ({
    url: relative(site, path).split(sep).join('/'),
    revision: revisionOf(path),
  }));
  await build({
    entryPoints: [join(root, 'demo/service-worker.js')],
    outfile: join(site, 'service-worker.js'),
    bundle: true,
    minify: true,
    define: { FILES: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

/** What the drop-in script may load: the scripts and kernels that it or one of those names, and all folders but types. */
function neededOf(dist) {
  const needed = new Set(['mnist-elements.js']);
  for (const script of needed) {
    if (!script.endsWith('.js')) continue;
    for (const [name] of readFileSync(join(dist, script), 'utf8').matchAll(/[\w-]+\.(?:js|wasm)\b/g)) {
      if (existsSync(join(dist, name))) needed.add(name);
    }
  }
  const folders = readdirSync(dist, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'types',
  );
  return [...needed, ...folders.map(({ name }) => name)];
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function revisionOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSite();
