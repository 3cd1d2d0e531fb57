import { parameterCountOf } from '../../src/network/parameters.js';
import { freshOptimizer } from '../../src/engine/initial-network.js';
import type { SavedModel } from '../../src/storage/model-store.js';
import { networkOf } from '../engine/tensorflow/reference.js';

/** A network whose every number is the same, so that half of one beside half of another would show. */
export function filledModel(value: number): SavedModel {
  const network = networkOf('cnn');
  const state = freshOptimizer(network, new Float32Array(parameterCountOf(network)).fill(value));
  const epoch = { epoch: 1, epochs: 1, loss: value, accuracy: 1, valLoss: value, valAccuracy: 1, seconds: value };
  return {
    network: { ...state, optimizerState: state.optimizerState.fill(value), step: value },
    history: [epoch],
  };
}
