/** The same networks in TensorFlow.js, in float32 on its CPU backend, to compare with. */
import * as tf from '@tensorflow/tfjs';
import { dropoutMask } from '../../../src/network/dropout-mask.js';
import { toKeras } from '../../../src/network/keras.js';
import { isMap, type Network } from '../../../src/network/network.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { placeLayers } from '../../../src/network/place.js';

interface Training {
  readonly seed: number;
  readonly step: number;
}

export class TensorFlowNetwork {
  readonly #network: Network;
  readonly #model: tf.LayersModel;

  private constructor(network: Network, model: tf.LayersModel) {
    this.#network = network;
    this.#model = model;
  }

  /** @param parameters flat, in the order of `getWeights()` */
  static async create(network: Network, parameters: Float32Array): Promise<TensorFlowNetwork> {
    await tf.setBackend('cpu');
    const topology = toKeras(network);
    const { layers } = topology['config'] as { layers: { config: Record<string, unknown> }[] };
    // Logits: the loss has the softmax in it.
    const logits = layers.map((layer, index) =>
      index < layers.length - 1 ? layer : { ...layer, config: { ...layer.config, activation: 'linear' } },
    );
    const json = { modelTopology: { ...topology, config: { name: 'logits', layers: logits } } };
    const model = await tf.models.modelFromJSON(JSON.parse(JSON.stringify(json)) as tf.io.ModelJSON);
    tf.tidy(() => {
      model.setWeights(
        parameterTensorsOf(network).map(({ shape, offset, size }) =>
          tf.tensor(parameters.slice(offset, offset + size), [...shape]),
        ),
      );
    });
    return new TensorFlowNetwork(network, model);
  }

  /** Logits [count, classes], as for a prediction. */
  predict(pixels: Uint8Array): Float32Array {
    return tf.tidy(() => (this.#model.predict(this.#images(pixels)) as tf.Tensor).dataSync<'float32'>().slice());
  }

  /** Loss, gradients of each trainable tensor and all tensors afterwards, in the order of `getWeights()`. */
  gradients(pixels: Uint8Array, labels: Uint8Array, training: Training) {
    return tf.tidy(() => {
      const images = this.#images(pixels);
      const truth = tf.oneHot(tf.tensor1d(labels, 'int32'), this.#network.classes);
      // Of all variables that there are, which are those of this network.
      const { value, grads } = tf.variableGrads(() =>
        tf.losses.softmaxCrossEntropy(truth, this.#logits(images, training)),
      );
      return {
        loss: value.dataSync()[0]!,
        gradients: this.#model.trainableWeights.map(({ name }) => grads[name]!.dataSync<'float32'>().slice()),
        after: this.#model.getWeights().map((weight) => weight.dataSync<'float32'>().slice()),
      };
    });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Layer by layer, with our masks for dropout. */
  #logits(images: tf.Tensor, training: Training): tf.Tensor2D {
    const placed = placeLayers(this.#network);
    const dropouts = placed.flatMap(({ layer, input }, index) =>
      layer.type === 'dropout' ? [{ rate: layer.rate, input, index }] : [],
    );
    let values = images;
    for (const layer of this.#model.layers) {
      if (layer.getClassName() !== 'Dropout') {
        values = layer.apply(values, { training: true }) as tf.Tensor;
        continue;
      }
      const { rate, input, index } = dropouts.shift()!;
      const [count] = values.shape as [number];
      const masks = Array.from({ length: count }, (_, image) =>
        dropoutMask(rate, isMap(input) ? input[0] * input[1] * input[2] : input[0], {
          ...training,
          layer: index,
          image,
        }),
      );
      values = values.mul(tf.tensor(masks.flatMap((mask) => [...mask])).reshape(values.shape));
    }
    return values as tf.Tensor2D;
  }

  #images(pixels: Uint8Array): tf.Tensor {
    const { height, width } = this.#network.input;
    return tf.tensor4d(
      Float32Array.from(pixels, (byte) => byte / 255),
      [pixels.length / (height * width), height, width, 1],
    );
  }
}
