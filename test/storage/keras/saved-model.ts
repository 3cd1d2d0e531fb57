/** Models as TensorFlow.js saves them, and the dialects in which others write the same. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../src/base/random.js';

export interface KerasLayer {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes?: unknown;
  [key: string]: unknown;
}

export interface Topology {
  class_name: string;
  config: { name: string; layers: KerasLayer[]; input_layers?: unknown; output_layers?: unknown };
}

export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string; scale?: number; min?: number; original_dtype?: string };
}

/** The content of the files of a model, to be changed. */
export interface SavedModel {
  topology: Topology;
  specs: WeightSpec[];
  weights: Uint8Array;
}

export async function save(model: tf.LayersModel): Promise<SavedModel> {
  let saved: SavedModel | undefined;
  await model.save(
    tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
      // What the JSON of the file has.
      const content = JSON.stringify({ topology: modelTopology, specs: weightSpecs });
      const { topology, specs } = JSON.parse(content) as Pick<SavedModel, 'topology' | 'specs'>;
      saved = { topology, specs, weights: new Uint8Array(weightData as ArrayBuffer) };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    }),
  );
  return saved!;
}

/** @param shards how many files the weights lie in */
export function filesOf({ topology, specs, weights }: SavedModel, shards = 1): File[] {
  const paths = Array.from({ length: shards }, (_, i) => `group1-shard${i + 1}of${shards}.bin`);
  const json = { format: 'layers-model', modelTopology: topology, weightsManifest: [{ paths, weights: specs }] };
  const size = Math.ceil(weights.length / shards);
  return [
    ...paths.map((path, i) => new File([weights.slice(i * size, (i + 1) * size)], path)),
    new File([JSON.stringify(json)], 'model.json'),
  ];
}

/** As Keras 3 writes it. */
export function asKeras3({ topology, specs, weights }: SavedModel): SavedModel {
  const { name, layers } = topology.config;
  const isFunctional = topology.config.input_layers !== undefined;
  const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
  const shape = layers[0]!.config['batch_input_shape'];
  const input: KerasLayer = {
    module: 'keras.layers',
    class_name: 'InputLayer',
    config: { batch_shape: shape, dtype: 'float32', sparse: false, name: 'input_layer' },
    registered_name: null,
  };
  const rewritten = layers.map((layer): KerasLayer => {
    const { batch_input_shape: batchShape, alpha, activation, ...config } = layer.config;
    return {
      ...layer,
      module: 'keras.layers',
      registered_name: null,
      config: {
        ...config,
        ...(layer.class_name === 'InputLayer' ? { batch_shape: batchShape } : {}),
        ...(alpha === undefined ? {} : { [layer.class_name === 'ELU' ? 'alpha' : 'negative_slope']: alpha }),
        ...(activation === undefined ? {} : { activation }),
        ...(layer.class_name === 'Dense' ? { quantization_config: null } : {}),
        dtype,
      },
      ...(Array.isArray(layer.inbound_nodes) ? { inbound_nodes: layer.inbound_nodes.map(keras3Node) } : {}),
    };
  });
  const config = isFunctional
    ? {
        ...topology.config,
        input_layers: (topology.config.input_layers as unknown[])[0],
        output_layers: (topology.config.output_layers as unknown[])[0],
      }
    : { name, trainable: true, dtype };
  const layersOfKeras = layers[0]!.class_name === 'InputLayer' ? rewritten : [input, ...rewritten];
  const className = isFunctional ? 'Functional' : 'Sequential';
  const model = { class_name: className, config: { ...config, layers: layersOfKeras } };
  return {
    topology: { keras_version: '3.8.0', backend: 'tensorflow', model_config: model } as unknown as Topology,
    specs: specs.map((spec) => ({ ...spec, name: `${name}/${spec.name}` })),
    weights,
  };
}

function keras3Node(node: unknown): unknown {
  const [[layer, index, tensor]] = node as [[string, number, number]];
  const config = { shape: [null, 1], dtype: 'float32', keras_history: [layer, index, tensor] };
  return { args: [{ class_name: '__keras_tensor__', config }], kwargs: { mask: null } };
}

/** As the oldest versions of Keras 2 write it: a list of layers, numbers behind the names of weights. */
export function asOldKeras({ topology, specs, weights }: SavedModel): SavedModel {
  const { class_name: className, config } = topology;
  return {
    topology: { model_config: { class_name: className, config: config.layers } } as unknown as Topology,
    specs: specs.map((spec) => ({ ...spec, name: `${spec.name}:0` })),
    weights,
  };
}

/** With weights stored in fewer bits, as TensorFlow.js' converter stores them. */
export function quantized({ topology, specs, weights }: SavedModel, dtype: 'uint8' | 'uint16'): SavedModel {
  const levels = dtype === 'uint8' ? 255 : 65_535;
  const bytes = dtype === 'uint8' ? 1 : 2;
  const numbers = new Float32Array(weights.slice().buffer);
  const stored = new DataView(new ArrayBuffer(numbers.length * bytes));
  let offset = 0;
  const rewritten = specs.map((spec): WeightSpec => {
    const values = numbers.subarray(offset, offset + spec.shape.reduce((product, side) => product * side, 1));
    const min = Math.min(...values);
    const scale = (Math.max(...values) - min) / levels || 1;
    values.forEach((value, i) => {
      const level = Math.round((value - min) / scale);
      if (bytes === 1) stored.setUint8(offset + i, level);
      else stored.setUint16(2 * (offset + i), level, true);
    });
    offset += values.length;
    return { ...spec, quantization: { dtype, scale, min, original_dtype: 'float32' } };
  });
  return { topology, specs: rewritten, weights: new Uint8Array(stored.buffer) };
}

/** The same model with random weights, and averages as after some training. */
export function withRandomWeights<Model extends tf.LayersModel>(model: Model, random: Random): Model {
  tf.tidy(() => {
    const weights = model.weights.map(({ shape, originalName }) => {
      const sides = shape as number[];
      const inputs = sides.slice(0, -1).reduce((product, side) => product * side, 1);
      const size = sides.reduce((product, side) => product * side, 1);
      const values = Float32Array.from({ length: size }, () => {
        const centred = 2 * random.float() - 1;
        if (originalName.endsWith('/moving_variance')) return 0.2 + random.float();
        if (originalName.endsWith('/gamma')) return centred + 0.2;
        return sides.length === 1 ? 0.3 * centred : centred * Math.sqrt(3 / inputs);
      });
      return tf.tensor(values, sides);
    });
    model.setWeights(weights);
  });
  return model;
}
