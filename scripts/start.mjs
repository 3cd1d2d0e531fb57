/** `npm start`: installs what is missing, builds, and serves the demo with the real MNIST. */
import { join } from 'node:path';
import { ensurePackages, fail, root, run } from './setup.mjs';

ensurePackages();
if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');
const { buildSite } = await import('./build-site.mjs');
const { serve } = await import('./serve.mjs');
await buildSite();
// What is not of the site is looked for in the project: pages to try things on.
const { url } = await serve(Number(process.env.PORT ?? 8080), [join(root, 'site'), root]);
console.log(`\nThe lesson is at ${url}demo/\nStop with Ctrl+C.`);
