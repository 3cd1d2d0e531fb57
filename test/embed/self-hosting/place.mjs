/** One folder, copied to a static server; the browser of the tests finds no other host. */
import { expect } from '../support/lesson.mjs';

const site = { folders: { '/': '.', '/courses/reading/elements/': 'node_modules/mnist-elements/dist' } };

async function staysAtHome(page) {
  const elsewhere = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((url) => new URL(url).origin !== location.origin),
  );
  expect(elsewhere.length === 0, `it asked for ${elsewhere}`);
}

export default {
  title: 'Self-hosting',
  pages: [
    {
      name: 'under any path, behind a base',
      site,
      path: '/lesson',
      checks: { 'it asks no other server': staysAtHome },
    },
    {
      name: 'a pad alone',
      site,
      path: '/pad',
      lesson: false,
      checks: {
        'it reads': async (page) => {
          const label = await page.evaluate(async () => {
            await customElements.whenDefined('digit-pad');
            const pad = document.querySelector('digit-pad');
            pad.strokes = [
              [
                [0.3, 0.25],
                [0.68, 0.25],
                [0.45, 0.8],
              ],
            ];
            return (await pad.predict()).label;
          });
          expect(label === '7', `a drawn 7 was read as ${label}`);
        },
        'it asks no other server': staysAtHome,
      },
    },
  ],
};
