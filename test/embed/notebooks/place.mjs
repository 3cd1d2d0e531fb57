/** Cells of notebooks: HTML that is inserted, and elements that a program creates, again with each run. */
import { expect } from '../support/lesson.mjs';

const site = { folders: { '/': '.' } };
const origins = {
  'https://cdn.example': {
    folders: { '/npm/mnist-elements@0.1.0/': 'node_modules/mnist-elements' },
    headers: { 'access-control-allow-origin': '*' },
  },
};

export default {
  title: 'Notebooks',
  pages: [
    { name: 'Jupyter', site, origins, path: '/jupyter' },
    {
      name: 'Observable',
      site,
      origins,
      path: '/observable',
      checks: {
        'it works again when its cell is run again, also in the middle of a training': async (page) => {
          const accuracy = await page.evaluate(async () => {
            const trainWith = (attributes) => {
              const trainer = document.querySelector('mnist-trainer');
              for (const [name, value] of Object.entries(attributes)) trainer.setAttribute(name, value);
              return trainer.train();
            };
            await globalThis.runCell();
            trainWith({ 'train-size': 3000, 'test-size': 500, epochs: 100 }).catch(() => undefined);
            await new Promise((resolve) => addEventListener('mnist-batch-end', resolve, { once: true }));
            await globalThis.runCell();
            return (await trainWith({ 'train-size': 3000, 'test-size': 500, epochs: 1 })).testAccuracy;
          });
          expect(accuracy > 0.5, `the test accuracy is ${accuracy}`);
        },
      },
    },
  ],
};
