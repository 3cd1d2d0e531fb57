/**
 * Feeds generated inputs to code that must answer each with a result or an MnistError, and with nothing else: no other
 * error, no hang, no memory that the input does not account for, no change of what all objects inherit.
 *
 * Every input has a seed of its own. A failure tells it; `FUZZ_SEED=<that seed>` makes every campaign begin with it.
 */
import { Worker } from 'node:worker_threads';
import { code, takeAllocated } from './code.mjs';

/** Inputs of all campaigns together, and how they share them. */
const ALL_INPUTS = Number(process.env.FUZZ_INPUTS ?? 50_000);
const SHARES = { idx: 0.55, gzip: 0.05, modelFiles: 0.06, storedModels: 0.006, attributes: 0.334 };

/** Milliseconds that one input may take, on a machine that does other things besides. */
const SLOWEST = 15_000;
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/**
 * @param {string} name of the campaign, in `SHARES`
 * @param {(random: Chance) => unknown} generate makes an input
 * @param {(input: any) => unknown} feed gives it to the code, and throws what is wrong with its result; may be async
 * @param {(input: any) => number} allowance how many bytes of arrays it may take
 * @returns the shares of the inputs that were accepted and refused
 */
export async function campaign(name, generate, feed, allowance) {
  const watchdog = new Watchdog(name);
  const inherited = inheritedNames();
  let accepted = 0;
  const inputs = Math.ceil(ALL_INPUTS * SHARES[name]);
  for (let i = 0; i < inputs; i++) {
    const seed = FIRST_SEED + i;
    watchdog.begin(seed);
    const input = generate(new Chance(seed));
    takeAllocated();
    try {
      await feed(input);
      accepted += 1;
    } catch (error) {
      if (!(error instanceof code.MnistError)) fail(name, seed, 'threw what is no MnistError', error);
      if (error.code === 'internal' || error.message.length > 2000) fail(name, seed, 'was badly explained', error);
    }
    const allocated = takeAllocated();
    if (allocated > allowance(input)) fail(name, seed, `made arrays of ${allocated} bytes`);
    if (i % 64 === 0 && inheritedNames() !== inherited) fail(name, seed, 'or one of 64 before it changed a prototype');
  }
  await watchdog.end();
  if (inheritedNames() !== inherited) fail(name, FIRST_SEED, 'or a later one changed a prototype');
  return { accepted: accepted / inputs, refused: 1 - accepted / inputs };
}

function fail(name, seed, what, cause) {
  throw new Error(`The ${name} input of FUZZ_SEED=${seed} ${what}.`, { cause });
}

function inheritedNames() {
  return [Object, Array, Function, String, Number].map((type) => Reflect.ownKeys(type.prototype).length).join();
}

/** Random choices. */
export class Chance {
  #random;

  constructor(seed) {
    this.#random = new code.Random(seed);
  }

  /** A whole number from 0 to below `count`. */
  below(count) {
    return this.#random.uint32() % count;
  }

  of(list) {
    return list[this.below(list.length)];
  }

  /** True once in so many times. */
  once(times) {
    return this.below(times) === 0;
  }
}

/** Ends the process when one input takes too long, which nothing inside it could notice. */
class Watchdog {
  #seeds = new Int32Array(new SharedArrayBuffer(4));
  #worker;

  constructor(name) {
    const source = `
      const { workerData: { name, seeds, limit } } = require('node:worker_threads');
      let last;
      setInterval(() => {
        if (seeds[0] === last) {
          process._rawDebug(\`The \${name} input of FUZZ_SEED=\${last} hangs.\`);
          process.kill(process.pid, 'SIGKILL');
        }
        last = seeds[0];
      }, limit);`;
    this.#worker = new Worker(source, { eval: true, workerData: { name, seeds: this.#seeds, limit: SLOWEST } });
  }

  begin(seed) {
    this.#seeds[0] = seed;
  }

  end() {
    return this.#worker.terminate();
  }
}
