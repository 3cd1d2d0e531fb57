/** The rows of a model summary. */
import type { LayerSummary } from '../shared/types.js';
import { sizeOf, type Network } from './network.js';
import { placeLayers } from './place.js';

/** One row for each layer of Keras, the one over the classes last, as `tf.LayersModel.summary()` lists them. */
export function summaryOf(network: Network): readonly LayerSummary[] {
  return placeLayers(network).flatMap(({ keras }) =>
    keras.map(({ name, className, output, tensors }) => ({
      name,
      type: className,
      outputShape: [null, ...output],
      parameters: tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    })),
  );
}
