/** Tells which of two SIMD engines trains faster, on a machine that does other things at the same time. */
import type { Network } from '../../../network/network.js';
import { Random } from '../../../base/random.js';
import { imageBytesOf } from '../../check.js';
import type { Batch, Engine } from '../../engine.js';
import { initialNetwork } from '../../initial-network.js';
import type { Workload } from '../../measure-speed.js';
import { PIECE } from '../part.js';

/** How long a turn of an engine lasts, in milliseconds. */
const TURN = 20;

/** The comparison ends after so many turns of each without a clearly better time, usually after a third of a second. */
const CALM_TURNS = 5;
const CLEARLY_BETTER = 0.97;

/** And at the latest after so many turns of each, a second in all. */
const MOST_TURNS = 25;

/** Blank share of a picture on each side of a digit. The kernels skip blank cells: noise all over would cost more than digits do. */
const MARGIN = 1 / 7;

const STEP = { learningRate: 0.001 };

/**
 * Trains with both engines by turns and compares the best turn of each: what else the machine does when a training
 * begins, and code that the browser is still compiling, make turns slower, and never faster. Goes on for as long as
 * that gets less. Every turn has one step at least. The engines' states are overwritten.
 *
 * @returns how many times as fast as `engine` is `rival`
 */
export async function compareEngines(engine: Engine, rival: Engine, { network, batchSize }: Workload): Promise<number> {
  const random = new Random(1);
  // Larger batches are computed piece by piece anyway, and would only take longer.
  const batch = createBatch(network, Math.min(batchSize, PIECE), random);
  const state = initialNetwork(network, random);
  for (const each of [engine, rival]) {
    await each.setState(state);
    for (let warmUp = 0; warmUp < 2; warmUp++) await each.trainBatch(batch, STEP, batch);
  }
  const best = [Infinity, Infinity] as [number, number];
  for (let turn = 0, calm = 0; turn < MOST_TURNS && calm < CALM_TURNS; turn++) {
    calm += 1;
    for (const [i, each] of [engine, rival].entries()) {
      const time = await timeOfStep(each, batch);
      if (time < best[i]! * CLEARLY_BETTER) calm = 0;
      best[i] = Math.min(best[i]!, time);
    }
  }
  await Promise.all([engine.takeMetrics(), rival.takeMetrics()]);
  return best[0] / best[1];
}

/** Milliseconds that a step takes, averaged over a turn. */
async function timeOfStep(engine: Engine, batch: Batch): Promise<number> {
  const start = performance.now();
  let steps = 0;
  let elapsed = 0;
  while (elapsed < TURN) {
    await engine.trainBatch(batch, STEP, batch);
    steps += 1;
    elapsed = performance.now() - start;
  }
  return elapsed / steps;
}

/** Noise where digits have their ink. */
function createBatch(network: Network, count: number, random: Random): Batch {
  const { height, width } = network.input;
  const bytes = imageBytesOf(network);
  const isInside = (position: number, length: number): boolean =>
    position >= MARGIN * length && position < (1 - MARGIN) * length;
  return {
    pixels: Uint8Array.from({ length: count * bytes }, (_, i) => {
      const pixel = i % bytes;
      const hasInk = isInside(pixel % width, width) && isInside(Math.floor(pixel / width), height);
      return hasInk ? random.integer(256) : 0;
    }),
    labels: Uint8Array.from({ length: count }, () => random.integer(network.classes)),
  };
}
