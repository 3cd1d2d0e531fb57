/** Chooses what computes: the backend that was named, or the fastest that really works here. */
import { detectSimd } from '../../engine/simd/load-kernels.js';
import type { Network } from '../../network/network.js';
import { MnistError } from '../../shared/errors.js';
import type { Backend } from '../../shared/types.js';
import { withPatience } from '../base/patience.js';
import { isWebAssemblyForbidden, probeGpu, proveEngine, WEBASSEMBLY_FORBIDDEN } from './capabilities.js';
import type { Engine } from './engine.js';
import { recallFastest, rememberFastest } from './fastest.js';
import { measureSpeed } from './measure-speed.js';

/** What decides which engine is made. */
export interface EngineChoice {
  readonly backend: Backend | 'auto';
  readonly threads: number | 'auto';
  readonly network: Network;
  readonly batchSize: number;
}

/**
 * Makes an engine that has proved itself with a real training step.
 *
 * `auto`: the SIMD engine and every real GPU are measured with a few steps, and the fastest is taken and remembered for
 * this browser. Where there is no real GPU there is nothing to measure: it is SIMD, and without SIMD the first of wasm
 * and cpu that works. A software renderer that poses as a GPU is never chosen.
 *
 * @param lost backends that `auto` passes over, because their hardware was lost
 * @throws MnistError `backend-unavailable`
 */
export async function createEngine(choice: EngineChoice, lost: ReadonlySet<Backend> = new Set()): Promise<Engine> {
  if (choice.backend !== 'auto') return start(choice.backend, choice);
  const candidates = await listCandidates(lost);
  if (candidates.contest.length > 1) {
    const known = await recallFastest(candidates.fingerprint);
    if (typeof known === 'string' && candidates.contest.includes(known)) {
      const engine = await start(known, choice).catch(() => undefined);
      if (engine !== undefined) return engine;
    }
    const fastest = await runContest(candidates.contest, choice);
    if (fastest !== undefined) {
      void rememberFastest(candidates.fingerprint, fastest.backend);
      return fastest;
    }
  }
  const failures: string[] = [];
  for (const backend of [...candidates.contest, 'wasm', 'cpu'] as const) {
    if (lost.has(backend)) continue;
    try {
      return await start(backend, choice);
    } catch (error) {
      failures.push(MnistError.from(error).message);
    }
  }
  throw new MnistError('backend-unavailable', `Nothing here can train a network. ${failures.join(' ')}`);
}

async function listCandidates(lost: ReadonlySet<Backend>): Promise<{ contest: Backend[]; fingerprint: string }> {
  const { webgpu, webgl } = await withPatience(probeGpu);
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
      const engine = await start(backend, choice);
      const speed = await patientlyWith(backend, () => measureSpeed(engine, choice));
      const loser = best === undefined || speed > best.speed ? best?.engine : engine;
      if (loser !== engine) best = { engine, speed };
      loser?.dispose();
    } catch {
      // It cannot run here after all: the others are left.
    }
  }
  return best?.engine;
}

function start(backend: Backend, choice: EngineChoice): Promise<Engine> {
  return patientlyWith(backend, () => startProven(backend, choice));
}

async function startProven(backend: Backend, choice: EngineChoice): Promise<Engine> {
  const engine = await load(backend, choice);
  try {
    await proveEngine(engine, choice.network);
    return engine;
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/** Kernels of our own are never silent for long; when they are, the browser hangs, as it may when it starts threads. */
function patientlyWith<T>(backend: Backend, work: () => Promise<T>): Promise<T> {
  return backend === 'simd' ? work() : withPatience(work);
}

async function load(backend: Backend, choice: EngineChoice): Promise<Engine> {
  if ((backend === 'simd' || backend === 'wasm') && isWebAssemblyForbidden()) {
    throw new MnistError('backend-unavailable', WEBASSEMBLY_FORBIDDEN);
  }
  if (backend === 'simd') {
    const { createSimdEngine } = await import('./simd/create-simd-engine.js');
    return createSimdEngine(choice);
  }
  const { createTensorFlowEngine } = await import('./tensorflow/tensorflow-engine.js');
  return createTensorFlowEngine(backend);
}
