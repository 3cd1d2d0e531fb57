/** WordPress: an HTML block in a theme that resets everything, with jQuery; the script where WordPress prints modules. */
import { layout } from '../support/layout.mjs';
import { expect } from '../support/lesson.mjs';

const site = { folders: { '/': 'site' } };

export default {
  title: 'WordPress',
  scripts: ['build'],
  pages: [
    {
      name: 'lesson',
      site,
      checks: {
        'jQuery hears the events': async (page) => {
          const text = await page.evaluate(() => document.querySelector('#accuracy').textContent);
          expect(Number(text) > 0.5, `jQuery wrote “${text}”`);
        },
        'the theme does not reach inside': async (page) => {
          const found = await page.evaluate(() => {
            const inside = (tag, selector) => document.querySelector(tag).shadowRoot.querySelector(selector);
            const { padding, textTransform } = getComputedStyle(inside('mnist-trainer', 'button'));
            const canvas = inside('digit-pad', 'canvas').getBoundingClientRect();
            const card = inside('mnist-trainer', '[part=card]');
            return {
              textTransform,
              padding: parseFloat(padding),
              card: parseFloat(getComputedStyle(card).paddingTop),
              isSquare: Math.abs(canvas.width - canvas.height) < 1 && canvas.width > 200,
            };
          });
          expect(found.textTransform === 'none' && found.padding < 20, `buttons: ${JSON.stringify(found)}`);
          expect(found.card > 10, `the card’s padding is ${found.card} px`);
          expect(found.isSquare, 'the pad is not a square');
        },
      },
    },
    { name: 'layout', site, lesson: false, checks: layout },
  ],
};
