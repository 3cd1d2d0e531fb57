/** Training speed of everybody, taken in turns: what else the machine does hits all alike. */
import { contestants } from './contestants.mjs';

/**
 * @typedef {object} SpeedResult
 * @property {string} id
 * @property {string} name
 * @property {boolean} ours
 * @property {string} what
 * @property {readonly number[]} speeds images a second, one value a round
 * @property {string} [failure] why it could not run here
 */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @param {import('./contestants.mjs').Effort & {rounds: number}} effort
 * @param {(id: string) => boolean} isWanted
 * @param {(news: string) => void} log
 * @returns {Promise<SpeedResult[]>}
 */
export async function measureTrainingSpeed(browser, url, effort, isWanted, log) {
  const runs = [];
  for (const { start, id, ...facts } of contestants.filter(({ id }) => isWanted(id))) {
    log(`warming up ${facts.name}`);
    const run = { id, ...facts, speeds: [] };
    runs.push(run);
    await attempt(run, async () => (run.started = await start(browser, url, effort)));
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (const run of inTurn(runs, round)) {
      if (run.failure !== undefined) continue;
      await attempt(run, async () => {
        const speed = await run.started.measure();
        run.speeds.push(speed);
        log(`round ${round + 1} of ${effort.rounds}: ${run.name}: ${Math.round(speed)} images/s`);
      });
    }
  }
  return Promise.all(
    runs.map(async ({ started, ...result }) => {
      await started?.close();
      return result;
    }),
  );
}

/** One that cannot run here must not keep the others from being measured. */
async function attempt(run, action) {
  try {
    await action();
  } catch (error) {
    run.failure = error.message.split('\n')[0];
    run.speeds = [];
    console.error(`${run.name} cannot run here: ${error.message}`);
  }
}

/** Somebody else begins each round. */
function inTurn(runs, round) {
  const first = round % runs.length;
  return [...runs.slice(first), ...runs.slice(0, first)];
}
