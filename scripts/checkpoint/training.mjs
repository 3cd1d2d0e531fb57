/** Trains the checkpoint's network: the trainer's recipe, with non-digits that teach it to doubt. */
import { NO_DIGIT } from './examples.mjs';

const BATCH = 64;
const PEAK_RATE = 0.003;

/**
 * Whatever is no digit gets another random label each time it is seen. The least loss is then reached by an answer that
 * makes all ten equally probable: outlier exposure by D. Hendrycks et al., 2019, https://arxiv.org/abs/1812.04606.
 *
 * @param library what `loadLibrary()` gives
 * @param {import('../../src/engine/simd/kernels.js').SimdNetwork} network
 * @param {import('../../src/data/dataset.js').Examples} examples
 * @param {import('../../src/base/random.js').Random} random
 * @param {number} epochs
 * @param {(epoch: number) => void} onEpoch called after each, counted from 1
 */
export async function trainNetwork(library, network, examples, random, epochs, onEpoch) {
  network.parameters.set(library.initialParameters(network.network, random));
  const augment = await library.createAugment('drawn', random, { height: 28, width: 28 });
  const steps = epochs * Math.ceil(examples.count / BATCH);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const { pixels, labels } of library.shuffledBatches(examples, BATCH, random, augment)) {
      network.computeGradients(
        pixels,
        labels.map((label) => (label === NO_DIGIT ? random.integer(10) : label)),
      );
      network.update('adam', library.oneCycle(step, steps, PEAK_RATE), ++step);
    }
    onEpoch(epoch);
  }
}
