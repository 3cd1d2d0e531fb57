/** Makes a SIMD engine of several threads: of as many as were asked for, or of as many as are faster than one. */
import type { SimdKernels } from '../load-kernels.js';
import { formatLayers } from '../../../network/format.js';
import type { Network } from '../../../network/network.js';
import { describe, MnistError } from '../../../shared/errors.js';
import type { Engine } from '../../engine.js';
import { recallFastest, rememberFastest } from '../../fastest.js';
import { isTrainingUnderWay, measureAlone } from '../../measure-alone.js';
import type { Workload } from '../../measure-speed.js';
import { compareEngines } from './compare-engines.js';
import { Helper } from './helper.js';
import { canShareMemory } from './shared-exchange.js';
import { SimdEngine } from '../simd-engine.js';
import { Teamwork } from './teamwork.js';

/** The rest of the choice is what `auto` measures with. */
export interface SimdChoice extends Workload {
  /**
   * 1 to 16. `auto`: one thread, or one for each of up to four cores if that is clearly faster; measured for a third of a
   * second to a second, and remembered in this browser.
   */
  readonly threads: number | 'auto';
  /** Whether threads exchange gradients through shared memory. Default: where the page is cross-origin isolated. */
  readonly share?: boolean;
}

/** The most threads that `auto` tries: at usual batch sizes, more spend their time on exchanging gradients. */
const MOST_BY_ITSELF = 4;

/** How many times as fast more threads must be for `auto` to take them: less is in doubt, and would waste cores. */
const WORTHWHILE = 1.05;

/**
 * @param script of a helper thread, absolute
 * @throws MnistError `backend-unavailable` where fewer threads than asked for can be started
 */
export async function createThreadedEngine(
  kernels: SimdKernels,
  { threads, share = canShareMemory(), ...workload }: SimdChoice,
  script: URL,
): Promise<Engine> {
  if (threads === 'auto') return createFastest(kernels, workload, share, script);
  const { helpers, failures } = await startHelpers(threads - 1, kernels, workload.network, script);
  if (failures.length > 0) {
    for (const helper of helpers) helper.fail(new Error('too few threads could be started'));
    throw new MnistError(
      'backend-unavailable',
      `Only ${helpers.length + 1} of ${threads} threads could be started (${describe(failures[0])}). ` +
        'Lower `threads`, or leave it at auto.',
      failures[0],
    );
  }
  return new SimdEngine(kernels, new Teamwork(helpers, share));
}

async function createFastest(kernels: SimdKernels, workload: Workload, share: boolean, thread: URL): Promise<Engine> {
  const single = new SimdEngine(kernels);
  const most = Math.min(navigator.hardwareConcurrency, MOST_BY_ITSELF);
  const { network, batchSize } = workload;
  const way = share ? 'shared' : 'messages';
  const { height, width } = network.input;
  const work = [formatLayers(network.layers), network.classes, `${height}x${width}`, batchSize];
  const question = ['simd threads', kernels.level, navigator.hardwareConcurrency, way, ...work].join('|');
  const known = await recallFastest(question);
  if (known === 1) return single;
  const { helpers } = await startHelpers(most - 1, kernels, network, thread);
  if (helpers.length === 0) return single;
  const shared = new SimdEngine(kernels, new Teamwork(helpers, share));
  if (known === most) return shared;
  const isWorthwhile = await measureAlone(async () => {
    // Who was measured meanwhile may have had the same question.
    const answer = await recallFastest(question);
    if (answer !== undefined) return answer === most;
    const isQuiet = !isTrainingUnderWay();
    const isFaster = (await compareEngines(single, shared, workload)) > WORTHWHILE;
    // What another training disturbs is good enough for today, and not for a week.
    if (isQuiet && !isTrainingUnderWay()) void rememberFastest(question, isFaster ? most : 1);
    return isFaster;
  });
  const [winner, loser] = isWorthwhile ? [shared, single] : [single, shared];
  loser.dispose();
  return winner;
}

async function startHelpers(
  count: number,
  kernels: SimdKernels,
  network: Network,
  thread: URL,
): Promise<{ helpers: Helper[]; failures: unknown[] }> {
  const starts = await Promise.allSettled(Array.from({ length: count }, () => Helper.start(thread, kernels, network)));
  return {
    helpers: starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : [])),
    failures: starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : [])),
  };
}
