/**
 * Finds the fastest engine that really works here, without being told which: measures those that are in question, and
 * remembers the answer for this browser.
 */
import { detectSimd } from './simd/load-kernels.js';
import { MnistError } from '../shared/errors.js';
import type { Backend } from '../shared/types.js';
import { withLongHeartbeatTimeout } from '../base/heartbeat-timeout.js';
import type { Engine } from './engine.js';
import { recallFastest, rememberFastest } from './fastest.js';
import { probeGpu } from './gpu.js';
import { isTrainingUnderWay, measureAlone } from './measure-alone.js';
import { measureSpeed } from './measure-speed.js';
import { withTimeoutFor, startEngine, type EngineChoice } from './start-engine.js';

/**
 * The SIMD engine and every real GPU are measured with a few steps, and the fastest is taken. Where there is no real GPU
 * there is nothing to measure: it is SIMD, and without SIMD the first of wasm and cpu that works. A software renderer that
 * poses as a GPU is never chosen.
 *
 * @param lost backends to pass over, because their hardware was lost
 * @throws MnistError `backend-unavailable`
 */
export async function createFastestEngine(choice: EngineChoice, lost: ReadonlySet<Backend>): Promise<Engine> {
  const candidates = await listCandidates(lost);
  if (candidates.contest.length > 1) {
    const known = await recallFastest(candidates.fingerprint);
    if (typeof known === 'string' && candidates.contest.includes(known)) {
      const engine = await startEngine(known, choice).catch(() => undefined);
      if (engine !== undefined) return engine;
    }
    const fastest = await runContest(candidates.contest, choice);
    if (fastest !== undefined) {
      // What a training disturbed is not to be believed for a week.
      if (!isTrainingUnderWay()) void rememberFastest(candidates.fingerprint, fastest.backend);
      return fastest;
    }
  }
  const failures: string[] = [];
  for (const backend of [...candidates.contest, 'wasm', 'cpu'] as const) {
    if (lost.has(backend)) continue;
    try {
      return await startEngine(backend, choice);
    } catch (error) {
      failures.push(MnistError.from(error).message);
    }
  }
  throw new MnistError('backend-unavailable', `Nothing here can train a network. ${failures.join(' ')}`);
}

async function listCandidates(lost: ReadonlySet<Backend>): Promise<{ contest: Backend[]; fingerprint: string }> {
  const { webgpu, webgl } = await withLongHeartbeatTimeout(probeGpu);
  const simd = detectSimd();
  const contest: Backend[] = [];
  if (simd !== 'none') contest.push('simd');
  if (webgpu !== null && !webgpu.software) contest.push('webgpu');
  if (webgl !== null && !webgl.software) contest.push('webgl');
  return {
    contest: contest.filter((backend) => !lost.has(backend)),
    fingerprint: [simd, webgpu?.name, webgl?.name, navigator.hardwareConcurrency].join('|'),
  };
}

/** Measures every candidate, and keeps only the fastest. */
async function runContest(candidates: readonly Backend[], choice: EngineChoice): Promise<Engine | undefined> {
  let best: { engine: Engine; speed: number } | undefined;
  for (const backend of candidates) {
    try {
      const engine = await startEngine(backend, choice);
      const speed = await measureAlone(() => withTimeoutFor(backend, () => measureSpeed(engine, choice)));
      const loser = best === undefined || speed > best.speed ? best?.engine : engine;
      if (loser !== engine) best = { engine, speed };
      loser?.dispose();
    } catch {
      // It cannot run here after all: the others are left.
    }
  }
  return best?.engine;
}
