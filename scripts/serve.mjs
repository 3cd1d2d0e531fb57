/** A static server of the project's folder, for the demo and for measurements. */
import { createServer } from 'node:http';
import sirv from 'sirv';
import { root } from './setup.mjs';

/**
 * @param {number} port the wanted port; the next free one is taken if it is in use
 * @returns {Promise<{url: string, close(): void}>} `url` ends in a slash
 */
export async function serve(port) {
  const files = sirv(root, { dev: true, etag: true, dotfiles: false });
  const server = createServer((request, response) => files(request, response));
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, resolve);
      });
      return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate > port + 20) throw error;
    }
  }
}
