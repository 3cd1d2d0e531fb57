/** Training by the plain engine and the plain optimizers, in doubles, to compare with. */
import { referenceGradients } from '../../src/engine/reference/reference.js';
import { parameterTensorsOf, trainableCountOf } from '../../src/network/parameters.js';
import { OPTIMIZERS } from '../../src/optimizer/optimizers.js';
import { addWeightDecay } from '../../src/optimizer/weight-decay.js';
import type { Batch, BatchMetrics, NetworkState, StepOptions } from '../../src/engine/engine.js';

interface Trained {
  readonly parameters: Float64Array;
  readonly metrics: readonly BatchMetrics[];
}

/** Goes on from a state, a step for each batch. */
export function trainPlainly(state: NetworkState, batches: readonly Batch[], options: StepOptions): Trained {
  const { network, optimizer } = state;
  const { learningRate, weightDecay = 0, seed = 0 } = options;
  const trainable = trainableCountOf(network);
  const kernels = parameterTensorsOf(network)
    .filter(({ role }) => role === 'kernel')
    .map(({ offset, size }) => ({ start: offset, end: offset + size }));
  const parameters = Float64Array.from(state.parameters);
  const learned = parameters.subarray(0, trainable);
  const memory = Float64Array.from(state.optimizerState);
  const metrics = batches.map(({ pixels, labels }, i) => {
    const step = state.step + i;
    const result = referenceGradients(network, parameters, pixels, labels, { seed, step });
    addWeightDecay(result.gradients, learned, weightDecay, kernels);
    OPTIMIZERS[optimizer].update(learned, result.gradients, memory, learningRate, step + 1);
    parameters.set(result.movingAverages, trainable);
    return { loss: result.loss, accuracy: result.correct / labels.length };
  });
  return { parameters, metrics };
}
