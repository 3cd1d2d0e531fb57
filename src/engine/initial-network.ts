/** The network before it has learned anything. */
import { initialParameters } from '../network/initialise.js';
import type { Network } from '../network/network.js';
import { trainableCountOf } from '../network/parameters.js';
import { DEFAULT_OPTIMIZER, type OptimizerName } from '../optimizer/optimizers.js';
import { initialState, STATE_LAYOUTS } from '../optimizer/state.js';
import type { Random } from '../base/random.js';
import type { NetworkState } from './engine.js';

export function initialNetwork(network: Network, random: Random, optimizer = DEFAULT_OPTIMIZER): NetworkState {
  return freshOptimizer(network, initialParameters(network, random), optimizer);
}

/** A network with these parameters, whose optimizer has not made a step. */
export function freshOptimizer(
  network: Network,
  parameters: Float32Array,
  optimizer: OptimizerName = DEFAULT_OPTIMIZER,
): NetworkState {
  const optimizerState = initialState(STATE_LAYOUTS[optimizer], trainableCountOf(network));
  return { network, parameters, optimizer, optimizerState, step: 0 };
}
