/** Finds out what can compute in this worker: whether WebAssembly may, and whether an engine really trains. */
import type { Network } from '../network/network.js';
import { parameterCountOf, parameterTensorsOf } from '../network/parameters.js';
import { describe, MnistError } from '../shared/errors.js';
import { imageBytesOf } from './check.js';
import { freshOptimizer } from './initial-network.js';
import type { BatchMetrics, Engine, NetworkState } from './engine.js';

/** An empty module: magic and version. */
const SMALLEST_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** Whether the Content-Security-Policy that this thread is under forbids WebAssembly. */
export function isWebAssemblyForbidden(): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  try {
    // WebKit compiles all the same.
    new WebAssembly.Instance(new WebAssembly.Module(SMALLEST_MODULE));
    return false;
  } catch {
    return true;
  }
}

/** What a page author does about it. */
export const WEBASSEMBLY_FORBIDDEN =
  "The page’s Content-Security-Policy forbids WebAssembly: allow `'wasm-unsafe-eval'` in `script-src`.";

/**
 * Trains one step of a network on a small batch: some browsers offer a backend that then computes nothing, or garbage,
 * and some backends lack what some layers need. Afterwards the engine holds a network of no use; give it a real one with
 * `setState()`.
 *
 * @throws {MnistError} `backend-unavailable` when the step fails or has no sensible effect
 */
export async function proveEngine(engine: Engine, network: Network): Promise<void> {
  const before = unremarkableState(network);
  let metrics: BatchMetrics | undefined;
  let after: NetworkState;
  try {
    await engine.setState(before);
    await engine.trainBatch(
      {
        pixels: Uint8Array.from({ length: 4 * imageBytesOf(network) }, (_, i) => (i * 37) % 256),
        labels: Uint8Array.from([0, 3, 6, 9], (label) => label % network.classes),
      },
      { learningRate: 0.001 },
    );
    [metrics] = await engine.takeMetrics();
    after = await engine.getState();
  } catch (error) {
    throw unavailable(engine, `its first training step failed: ${describe(error)}`, error);
  }
  if (metrics === undefined || !Number.isFinite(metrics.loss)) {
    throw unavailable(engine, `the loss of its first training step is ${metrics?.loss ?? 'missing'}.`);
  }
  if (!after.parameters.every(Number.isFinite)) {
    throw unavailable(engine, 'its first training step made weights that are not numbers.');
  }
  if (after.parameters.every((value, i) => value === before.parameters[i])) {
    throw unavailable(engine, 'its first training step changed nothing.');
  }
}

/** A network of small weights without any pattern, and an optimizer at rest. */
function unremarkableState(network: Network): NetworkState {
  const parameters = new Float32Array(parameterCountOf(network)).map((_, i) => 0.1 * Math.sin(i * i));
  for (const { initial, offset, size } of parameterTensorsOf(network)) {
    // Variances, most of all, are not negative.
    if (initial === 'ones') parameters.fill(1, offset, offset + size);
  }
  return freshOptimizer(network, parameters);
}

function unavailable({ backend, device }: Engine, reason: string, cause?: unknown): MnistError {
  const message = `The ${backend} backend (${device}) cannot train here: ${reason} Choose another one, or backend="auto".`;
  return new MnistError('backend-unavailable', message, cause, `${backend} · ${device}`);
}
