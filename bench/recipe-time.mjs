/**
 * How long recipes take on a page: trains in headless Chromium with the SIMD engine on two threads, as a page author would,
 * and tells seconds of training and the accuracy on the test images. The default network's epoch is measured beside each,
 * as machines differ. Needs a build, and a machine that does nothing else.
 *
 * node bench/recipe-time.mjs [--seeds 1,2,3] [--threads 2] [--train-size 60000] [recipe …]
 *
 * Recipes are written as for bench/recipes.mjs.
 */
import { parseArgs } from 'node:util';
import { withBrowser } from './browser.mjs';
import { accuracySummary, DEFAULTS, mean, readRecipe } from './recipe.mjs';
import { openTrainerPage, train } from './trainer-page.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    threads: { type: 'string', default: '2' },
    'train-size': { type: 'string', default: '60000' },
  },
});
const common = { backend: 'simd', threads: options.threads, 'train-size': options['train-size'] };

await withBrowser(async (browser, url) => {
  const page = await openTrainerPage(browser, url);
  for (const recipe of positionals.length > 0 ? positionals : ['']) {
    const settings = readRecipe(recipe);
    const runs = [];
    for (const seed of options.seeds.split(',')) {
      const yardstick = await train(page, { ...common, ...DEFAULTS, epochs: 2, seed }, { afresh: true });
      const end = await train(page, { ...common, ...settings, seed }, { afresh: true });
      // The first epoch is still being compiled.
      runs.push({ ...end, share: end.seconds / yardstick.history[1].seconds });
      console.error(`· seed ${seed}: ${end.seconds.toFixed(1)} s`);
    }
    const seconds = runs.map((run) => run.seconds);
    console.log(`${recipe || 'the defaults'}
  time: mean ${mean(seconds).toFixed(1)} s, longest ${Math.max(...seconds).toFixed(1)} s
  as many as ${mean(runs.map(({ share }) => share)).toFixed(1)} epochs of the default network take
  test: ${accuracySummary(runs.map(({ testAccuracy }) => testAccuracy))}
`);
  }
});
