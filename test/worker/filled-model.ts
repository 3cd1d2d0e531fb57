import { parameterCountOf } from '../../src/shared/model.js';
import type { StoredModel } from '../../src/worker/base/database.js';

/** A network whose every number is the same, so that half of one beside half of another would show. */
export function filledModel(value: number): StoredModel {
  const numbers = new Float32Array(parameterCountOf('cnn')).fill(value);
  const epoch = { epoch: 1, epochs: 1, loss: value, accuracy: 1, valLoss: value, valAccuracy: 1, seconds: value };
  return {
    network: { model: 'cnn', parameters: numbers, firstMoment: numbers, secondMoment: numbers, step: value },
    history: [epoch],
  };
}
