/** Starts the engine of one backend, and lets it prove itself with a real training step. */
import type { Network } from '../network/network.js';
import { MnistError } from '../shared/errors.js';
import type { Backend } from '../shared/types.js';
import { loadPart } from '../base/load-part.js';
import { withLongHeartbeatTimeout } from '../base/heartbeat-timeout.js';
import { isWebAssemblyForbidden, proveEngine, WEBASSEMBLY_FORBIDDEN } from './capabilities.js';
import type { Engine } from './engine.js';
import { createSimdEngine } from './simd/create-simd-engine.js';

/** What decides which engine is made. */
export interface EngineChoice {
  readonly backend: Backend | 'auto';
  readonly threads: number | 'auto';
  readonly network: Network;
  readonly batchSize: number;
}

/** @throws MnistError `backend-unavailable` when it cannot run here, or computes nothing of sense */
export function startEngine(backend: Backend, choice: EngineChoice): Promise<Engine> {
  return withTimeoutFor(backend, () => startProven(backend, choice));
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
export function withTimeoutFor<T>(backend: Backend, work: () => Promise<T>): Promise<T> {
  return backend === 'simd' ? work() : withLongHeartbeatTimeout(work);
}

async function load(backend: Backend, choice: EngineChoice): Promise<Engine> {
  if ((backend === 'simd' || backend === 'wasm') && isWebAssemblyForbidden()) {
    throw new MnistError('backend-unavailable', WEBASSEMBLY_FORBIDDEN);
  }
  if (backend === 'simd') {
    return createSimdEngine(choice);
  }
  const { createTensorFlowEngine } = await loadPart(import('./tensorflow/tensorflow-engine.js'), 'backend-unavailable');
  return createTensorFlowEngine(backend);
}
