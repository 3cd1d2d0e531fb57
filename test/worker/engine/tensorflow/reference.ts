/** Plain TensorFlow.js, as its own package builds it, to compare with; and real digits to compute on. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Batch, NetworkState } from '../../../../src/worker/engine/engine.js';
import { layersOf, parameterCountOf, parameterTensorsOf } from '../../../../src/shared/model.js';
import type { ModelKind } from '../../../../src/shared/types.js';

export type TensorFlow = typeof tfjs;

/** Loads TensorFlow.js into a frame of its own, so that it shares no global state with the engine; backend cpu. */
export async function loadTensorFlow(): Promise<TensorFlow> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.srcdoc = `<script type="module">
    import * as tf from '/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js';
    await tf.setBackend('cpu');
    window.tf = tf;
  </script>`;
  document.body.append(frame);
  const view = frame.contentWindow as unknown as { tf?: TensorFlow };
  while (view.tf === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  return view.tf;
}

/** The network as a `tf.Sequential` with these parameters. */
export function sequentialOf(tf: TensorFlow, model: ModelKind, parameters: Float32Array): tfjs.Sequential {
  const sequential = tf.sequential();
  for (const [index, { name, type, units = 0, activation = 'linear' }] of layersOf(model).entries()) {
    const common = { name, ...(index === 0 ? { inputShape: [28, 28, 1] } : {}) };
    if (type === 'Conv2D') sequential.add(tf.layers.conv2d({ ...common, filters: units, kernelSize: 3, activation }));
    if (type === 'MaxPooling2D') sequential.add(tf.layers.maxPooling2d({ ...common, poolSize: 2 }));
    if (type === 'Flatten') sequential.add(tf.layers.flatten(common));
    if (type === 'Dense') sequential.add(tf.layers.dense({ ...common, units, activation }));
  }
  const weights = parameterTensorsOf(model).map(({ shape, offset, size }) =>
    tf.tensor([...parameters.subarray(offset, offset + size)], [...shape]),
  );
  sequential.setWeights(weights);
  return sequential;
}

/** The parameters of a `tf.Sequential`, flat. */
export function parametersOf(sequential: tfjs.Sequential): Float32Array {
  return Float32Array.from(sequential.getWeights().flatMap((tensor) => [...tensor.dataSync()]));
}

/** Probabilities of images given as bytes. */
export function predictWith(tf: TensorFlow, sequential: tfjs.LayersModel, pixels: Uint8Array): Float32Array {
  const images = tf.tensor4d(
    Array.from(pixels, (byte) => byte / 255),
    [pixels.length / 784, 28, 28, 1],
  );
  return Float32Array.from((sequential.predict(images) as tfjs.Tensor).dataSync());
}

/** A network with weights of the usual size, the same for the same seed. */
export function initialState(model: ModelKind, seed = 1): NetworkState {
  const size = parameterCountOf(model);
  let random = seed;
  const next = (): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random / 2 ** 32 - 0.5;
  };
  const parameters = new Float32Array(size);
  for (const { shape, offset, size: length } of parameterTensorsOf(model)) {
    const inputs = shape.length === 1 ? 100 : length / (shape.at(-1) ?? 1);
    for (let i = 0; i < length; i++) parameters[offset + i] = next() * Math.sqrt(12 / inputs);
  }
  return {
    model,
    parameters,
    firstMoment: new Float32Array(size),
    secondMoment: new Float32Array(size),
    step: 0,
  };
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
