/** Chooses what computes: the backend that was named, or the fastest that really works here. */
import type { Backend } from '../shared/types.js';
import { loadPart } from '../base/load-part.js';
import type { Engine } from './engine.js';
import { startEngine, type EngineChoice } from './start-engine.js';

/**
 * Makes an engine that has proved itself with a real training step.
 *
 * @param lost backends that `auto` passes over, because their hardware was lost
 * @throws MnistError `backend-unavailable`
 */
export async function createEngine(choice: EngineChoice, lost: ReadonlySet<Backend> = new Set()): Promise<Engine> {
  if (choice.backend !== 'auto') return startEngine(choice.backend, choice);
  const { createFastestEngine } = await loadPart(import('./create-fastest-engine.js'), 'backend-unavailable');
  return createFastestEngine(choice, lost);
}
