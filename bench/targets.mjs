/** What the project wants to reach. */
import { compare, quantile } from './statistics.mjs';

const MB = 1e6;
const KB = 1000;

/**
 * @typedef {object} Results whatever was measured
 * @property {readonly import('./training-speed.mjs').SpeedResult[]} [speed]
 * @property {readonly import('./other-networks.mjs').NetworkSpeed[]} [networks]
 * @property {readonly import('./accuracy.mjs').AccuracyResult[]} [accuracy]
 * @property {readonly import('./downloads.mjs').DownloadResult[]} [downloads]
 * @property {import('./page.mjs').PageResult} [page]
 *
 * @typedef {object} Target
 * @property {string} what
 * @property {number} value
 * @property {'>=' | '<='} relation
 * @property {number} limit
 * @property {string} [extremes] within a round
 */

/** @param {Results} results @returns {Target[]} those that the results can tell of */
export function judge({ speed, networks, accuracy, downloads, page }) {
  return [
    ...(speed ? speedTargets(speed) : []),
    ...(networks ? networkTargets(networks) : []),
    ...(accuracy ? accuracyTargets(accuracy) : []),
    ...(downloads ? downloadTargets(downloads) : []),
    ...(page ? pageTargets(page) : []),
  ];
}

/** @param {Target} target */
export const isReached = ({ value, relation, limit }) => (relation === '>=' ? value >= limit : value <= limit);

function speedTargets(speed) {
  return [
    ['auto', 'tfjs-cpu', 8],
    ['simd-1', 'tfjs-cpu', 250],
    ['simd-1', 'jax-lax', 80],
    ['simd-1', 'jax', 80],
    ['simd-2', 'simd-1', 1.5],
    ['simd-2-isolated', 'simd-1', 1.5],
  ].flatMap(([fastId, slowId, limit]) => {
    const fast = speed.find(({ id }) => id === fastId);
    const slow = speed.find(({ id }) => id === slowId);
    if (!fast?.speeds.length || !slow?.speeds.length) return [];
    const { ratio, min, max } = compare(fast.speeds, slow.speeds);
    const extremes = `${min.toFixed(1)}–${max.toFixed(1)}`;
    return [{ what: `${fast.name} : ${slow.name}`, value: ratio, relation: '>=', limit, extremes }];
  });
}

function networkTargets(networks) {
  const slowest = (peer) => Math.min(...networks.map(({ simd, [peer]: speeds }) => compare(simd, speeds).ratio));
  return [
    atLeast('any network, simd on 1 thread : TensorFlow.js cpu, the lowest', slowest('cpu'), 20),
    atLeast('any network, simd on 1 thread : wasm, the lowest', slowest('wasm'), 4),
  ];
}

function accuracyTargets(accuracy) {
  const defaults = accuracy.find(({ id }) => id === 'defaults').runs;
  const fastest = Math.min(
    ...accuracy.map(({ runs }) => Math.max(...runs.map(({ secondsTo99 }) => secondsTo99 ?? Infinity))),
  );
  return [
    atLeast('lowest accuracy of the defaults, %', 100 * Math.min(...defaults.map(({ accuracy }) => accuracy)), 99.2),
    atMost('longest training with the defaults, s', Math.max(...defaults.map(({ seconds }) => seconds)), 12),
    atMost('99 % with every seed, in the quickest setting, s', fastest, 6),
  ];
}

function downloadTargets(downloads) {
  const gzipped = (id) => downloads.find((download) => download.id === id).gzipped / KB;
  return [
    atMost('entry script, KB gzipped', gzipped('entry'), 30),
    atMost('from there to the first step with simd, KB gzipped', gzipped('simd'), 45),
    atMost('the SIMD kernels that a browser takes, KB gzipped', gzipped('wasm-files') / 2, 20),
  ];
}

function pageTargets({
  frames,
  lateFrames,
  longTasks,
  predictionAfter,
  predictionDuring,
  responses,
  fetchedBeforeInteraction,
  memory,
}) {
  const fetched = fetchedBeforeInteraction.reduce((total, { gzipped }) => total + gzipped, 0);
  return [
    atMost('frames over 20 ms, %', (100 * lateFrames) / frames, 1),
    atMost('long tasks while training', longTasks.length, 0),
    atMost('prediction after training, median, ms', quantile(predictionAfter, 0.5), 20),
    atMost('prediction while training, longest, ms', Math.max(...predictionDuring), 100),
    ...Object.entries(responses).map(([method, times]) =>
      atMost(`${method}() while training, longest, ms`, Math.max(...times), 50),
    ),
    atMost('files fetched before any interaction', fetchedBeforeInteraction.length, 1),
    atMost('fetched before any interaction, KB gzipped', fetched / KB, 30),
    atMost('memory with all data, MB', (memory.heap + memory.buffers) / MB, 120),
  ];
}

const atLeast = (what, value, limit) => ({ what, value, relation: '>=', limit });
const atMost = (what, value, limit) => ({ what, value, relation: '<=', limit });
