/** `npm start`: installs what is missing, builds, and serves the demo with the real MNIST. */
import { ensurePackages, fail, run } from './setup.mjs';

ensurePackages();
if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');
const { serve } = await import('./serve.mjs');
const { url } = await serve(Number(process.env.PORT ?? 8080));
console.log(`\nThe lesson is at ${url}demo/\nStop with Ctrl+C.`);
