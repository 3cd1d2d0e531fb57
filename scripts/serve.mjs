/** A static server of the project's folder, or others, for the demo and for measurements. */
import { createServer } from 'node:http';
import sirv from 'sirv';
import { root } from './setup.mjs';

/** Pages that are opened with this query are cross-origin isolated: their threads may share memory. */
export const ISOLATED = '?isolated';

/**
 * @param {number} port the wanted port; the next free one is taken if it is in use
 * @param {string[]} folders where files are looked for, in this order; by default the project
 * @returns {Promise<{url: string, close(): void}>} `url` ends in a slash
 */
export async function serve(port, folders = [root]) {
  const servers = folders.map((folder) => sirv(folder, { dev: true, etag: true, dotfiles: false }));
  const server = createServer((request, response) => {
    // Workers need the second header as well, whichever page they belong to; alone it does nothing.
    if (request.url.endsWith(ISOLATED)) response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const answer = ([files, ...others]) =>
      files(request, response, others.length > 0 ? () => answer(others) : undefined);
    answer(servers);
  });
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
