/** All optimizers by their names: what the attribute `optimizer` chooses from. To add one, add it here and to state.ts. */
import { adam } from './adam.js';
import { momentum } from './momentum.js';
import type { OptimizerName } from '../shared/types.js';
import type { Optimizer } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

export const OPTIMIZERS = {
  adam,
  sgd,
  momentum,
  rmsprop,
} as const satisfies Readonly<Record<OptimizerName, Optimizer>>;

export type { OptimizerName } from '../shared/types.js';

/** In the order in which people are offered them. */
export const OPTIMIZER_NAMES = Object.keys(OPTIMIZERS) as readonly OptimizerName[];

export const DEFAULT_OPTIMIZER: OptimizerName = 'adam';
