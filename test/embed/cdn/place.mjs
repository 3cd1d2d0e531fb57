/** The page on one origin; script, worker, kernels and data on another, with the headers of a package CDN. */
import { expect } from '../support/lesson.mjs';

const site = { folders: { '/': '.' } };
const origins = {
  'https://cdn.example': {
    folders: { '/npm/mnist-elements@0.1.0/': 'node_modules/mnist-elements' },
    headers: { 'access-control-allow-origin': '*' },
  },
};

export default {
  title: 'CDN',
  scripts: ['pin'],
  pages: [
    { name: 'script tag', site, origins },
    { name: 'pinned by its integrity', site, origins, path: '/pinned' },
    {
      name: 'another script than was pinned',
      site,
      origins,
      path: '/tampered',
      lesson: false,
      checks: {
        'the browser refuses it': async (page) => {
          const isDefined = await page.evaluate(() => customElements.get('mnist-trainer') !== undefined);
          expect(!isDefined, 'the script ran');
        },
      },
    },
  ],
};
