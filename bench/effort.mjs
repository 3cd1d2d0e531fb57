/** How long to measure. */

/**
 * @typedef {object} Effort
 * @property {import('./contestants.mjs').Effort & {rounds: number}} speed
 * @property {{rounds: number, seconds: number}} networks
 * @property {readonly number[]} seeds
 * @property {{epochs: number | undefined, drawings: number, calls: number}} page
 */

/** @type {Effort} */
export const FULL = {
  speed: { rounds: 7, warmUpSeconds: 5, seconds: 6, trainSize: 60_000, slowTrainSize: 12_800 },
  networks: { rounds: 5, seconds: 2 },
  seeds: [1, 2, 3],
  page: { epochs: undefined, drawings: 40, calls: 20 },
};

/** Shows that everything works; its figures are no good for comparing. @type {Effort} */
export const QUICK = {
  speed: { rounds: 2, warmUpSeconds: 1, seconds: 2, trainSize: 60_000, slowTrainSize: 1280 },
  networks: { rounds: 1, seconds: 0.5 },
  seeds: [1],
  page: { epochs: 2, drawings: 8, calls: 4 },
};
