/** Plain TensorFlow.js, as its own package builds it, to compare with; and real digits to compute on. */
import type * as tfjs from '@tensorflow/tfjs';
import { toKeras } from '../../../src/network/keras.js';
import type { Network } from '../../../src/network/network.js';
import { parameterCountOf, parameterTensorsOf } from '../../../src/network/parameters.js';
import { parseNetwork } from '../../../src/network/parse.js';
import type { OptimizerName } from '../../../src/optimizer/optimizers.js';
import type { Batch, NetworkState } from '../../../src/engine/engine.js';
import { freshOptimizer } from '../../../src/engine/initial-network.js';

/** `parse` is JSON's of the frame: TensorFlow.js knows no arrays but its own. */
export type TensorFlow = typeof tfjs & { readonly parse: typeof JSON.parse };

/** Loads TensorFlow.js into a frame of its own, so that it shares no global state with the engine; backend cpu. */
export async function loadTensorFlow(): Promise<TensorFlow> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.srcdoc = `<script type="module">
    import * as tf from '/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js';
    await tf.setBackend('cpu');
    window.tf = { ...tf, parse: JSON.parse };
  </script>`;
  document.body.append(frame);
  const view = frame.contentWindow as unknown as { tf?: TensorFlow };
  while (view.tf === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  return view.tf;
}

/** A network for digits of 28×28. */
export function networkOf(model: string): Network {
  return parseNetwork(model, { height: 28, width: 28 }, 10);
}

/** The network as a model of TensorFlow.js with these parameters. */
export async function modelOf(
  tf: TensorFlow,
  { network, parameters }: Pick<NetworkState, 'network' | 'parameters'>,
): Promise<tfjs.LayersModel> {
  const json = tf.parse(JSON.stringify({ modelTopology: toKeras(network) })) as tfjs.io.ModelJSON;
  const model = await tf.models.modelFromJSON(json);
  const weights = parameterTensorsOf(network).map(({ shape, offset, size }) =>
    tf.tensor([...parameters.subarray(offset, offset + size)], [...shape]),
  );
  model.setWeights(weights);
  return model;
}

/** The parameters of such a model, flat. */
export function parametersOf(model: tfjs.LayersModel): Float32Array {
  return Float32Array.from(model.getWeights().flatMap((tensor) => [...tensor.dataSync()]));
}

/** Probabilities of images given as bytes. */
export function predictWith(tf: TensorFlow, model: tfjs.LayersModel, pixels: Uint8Array): Float32Array {
  const images = tf.tensor4d(
    Array.from(pixels, (byte) => byte / 255),
    [pixels.length / 784, 28, 28, 1],
  );
  return Float32Array.from((model.predict(images) as tfjs.Tensor).dataSync());
}

/** A network with weights of the usual size, the same for the same seed. */
export function initialState(model: string, seed = 1, optimizer?: OptimizerName): NetworkState {
  const network = networkOf(model);
  let random = seed;
  const next = (): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random / 2 ** 32 - 0.5;
  };
  const parameters = new Float32Array(parameterCountOf(network));
  for (const { shape, initial, offset, size: length } of parameterTensorsOf(network)) {
    const inputs = shape.length === 1 ? 100 : length / (shape.at(-1) ?? 1);
    for (let i = 0; i < length; i++) {
      parameters[offset + i] = (initial === 'ones' ? 1 : 0) + next() * Math.sqrt(12 / inputs);
    }
  }
  return freshOptimizer(network, parameters, optimizer);
}

/** The first test images of MNIST and their labels, from the packed data. */
export async function testDigits(count: number): Promise<Batch> {
  const [images, labels] = await Promise.all([unzip('t10k-images-idx3-ubyte.gz'), unzip('t10k-labels-idx1-ubyte.gz')]);
  return { pixels: images.slice(16, 16 + count * 784), labels: labels.slice(8, 8 + count) };
}

async function unzip(name: string): Promise<Uint8Array> {
  const { body } = await fetch(`/dist/data/${name}`);
  const stream = (body as ReadableStream<BufferSource>).pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Examples `start` to `end` of a batch. */
export function part({ pixels, labels }: Batch, start: number, end: number): Batch {
  return { pixels: pixels.subarray(start * 784, end * 784), labels: labels.subarray(start, end) };
}

/** The largest absolute difference between two arrays. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
