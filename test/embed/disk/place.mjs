/** Pages that are opened from a disk, without a server. */
import { expect } from '../support/lesson.mjs';

const origins = {
  'https://cdn.example': {
    folders: { '/npm/mnist-elements@0.1.0/': 'node_modules/mnist-elements' },
    headers: { 'access-control-allow-origin': '*' },
  },
};

export default {
  title: 'Page on a disk',
  scripts: ['copy'],
  pages: [
    { name: 'elements from a CDN', disk: 'from-cdn.html', origins },
    {
      name: 'elements beside it',
      disk: 'beside.html',
      lesson: false,
      checks: {
        'a sentence stands where the lesson would be': async (page) => {
          const seen = await page.evaluate(() => document.body.innerText);
          expect(seen.includes('This lesson needs a server'), `the page shows: ${seen}`);
        },
      },
    },
  ],
};
