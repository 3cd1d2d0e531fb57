/**
 * jax-js on its wasm device: the training step (forward, gradients, Adam) is one function under `jit`.
 *
 * `convolution: 'lax'` is `lax.conv` on NCHW images, as one writes it at first. `convolution: 'matmul'` gathers the
 * nine shifted images of a 3×3 kernel and multiplies matrices, on NHWC images: several times faster with this library.
 */
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '/node_modules/@jax-js/jax/dist/index.js';
import { CLASSES } from './batches.js';
import { servePeer } from './peer.js';

const LEARNING_RATE = 0.001;
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** Each layout knows its image's shape, the kernels' shapes, and how to convolve and to pool. */
const layouts = {
  lax: {
    imageShape: [1, 28, 28],
    kernelShape: (inputs, outputs) => [outputs, inputs, 3, 3],
    biasShape: (outputs) => [outputs, 1, 1],
    convolve: (images, kernel) => lax.conv(images, kernel, [1, 1], 'VALID'),
    pool: (images) => lax.reduceWindow(images, np.max, [2, 2], [2, 2]),
  },
  matmul: {
    imageShape: [28, 28, 1],
    kernelShape: (inputs, outputs) => [9 * inputs, outputs],
    biasShape: (outputs) => [outputs],
    convolve(images, kernel) {
      const [count, height, width, channels] = images.shape;
      const [rows, columns] = [height - 2, width - 2];
      const shifted = Array.from({ length: 9 }, (_, i) => {
        const [y, x] = [Math.floor(i / 3), i % 3];
        return images.ref.slice([], [y, y + rows], [x, x + columns], []);
      });
      images.dispose();
      const patches = np.concatenate(shifted, 3).reshape([count * rows * columns, 9 * channels]);
      return np.matmul(patches, kernel).reshape([count, rows, columns, -1]);
    },
    pool(images) {
      const [count, height, width, channels] = images.shape;
      const [rows, columns] = [height >> 1, width >> 1];
      const even = images.slice([], [0, 2 * rows], [0, 2 * columns], []);
      return np.max(even.reshape([count, rows, 2, columns, 2, channels]), [2, 4]);
    },
  },
};

servePeer(async ({ convolution, batchSize }) => {
  if (!(await init('wasm')).includes('wasm')) throw new Error('jax-js has no wasm device here.');
  defaultDevice('wasm');
  const layout = layouts[convolution];
  const shapes = {
    kernel1: layout.kernelShape(1, 8),
    bias1: layout.biasShape(8),
    kernel2: layout.kernelShape(8, 16),
    bias2: layout.biasShape(16),
    kernel3: [400, 128],
    bias3: [128],
    kernel4: [128, CLASSES],
    bias4: [CLASSES],
  };
  const names = Object.keys(shapes);
  const forEachTensor = (make) => Object.fromEntries(names.map((name) => [name, make(name)]));

  function logits(parameters, images) {
    const { kernel1, bias1, kernel2, bias2, kernel3, bias3, kernel4, bias4 } = parameters;
    // The maximum of ReLUs is the ReLU of the maximum, and cheaper.
    const pooled1 = nn.relu(layout.pool(layout.convolve(images, kernel1).add(bias1)));
    const pooled2 = nn.relu(layout.pool(layout.convolve(pooled1, kernel2).add(bias2)));
    const hidden = nn.relu(np.matmul(pooled2.reshape([batchSize, 400]), kernel3).add(bias3));
    return np.matmul(hidden, kernel4).add(bias4);
  }

  const meanLoss = (parameters, images, labels) =>
    nn
      .logSoftmax(logits(parameters, images))
      .mul(labels)
      .sum()
      .mul(-1 / batchSize);

  const step = jit(({ parameters, first, second }, images, labels, correction1, correction2) => {
    const [loss, gradients] = valueAndGrad(meanLoss)(tree.ref(parameters), images, labels);
    const next = { parameters: {}, first: {}, second: {} };
    for (const name of names) {
      const gradient = gradients[name];
      const m = first[name].mul(BETA1).add(gradient.ref.mul(1 - BETA1));
      const v = second[name].mul(BETA2).add(gradient.ref.mul(gradient).mul(1 - BETA2));
      const denominator = np.sqrt(v.ref.mul(correction2.ref)).add(EPSILON);
      next.parameters[name] = parameters[name].sub(m.ref.mul(correction1.ref).mul(LEARNING_RATE).div(denominator));
      next.first[name] = m;
      next.second[name] = v;
    }
    tree.dispose([correction1, correction2]);
    return [loss, next];
  });

  let state = {
    parameters: forEachTensor((name) => (name.startsWith('bias') ? np.zeros(shapes[name]) : glorot(shapes[name]))),
    first: forEachTensor((name) => np.zeros(shapes[name])),
    second: forEachTensor((name) => np.zeros(shapes[name])),
  };
  let steps = 0;
  let loss;
  return {
    async trainBatch(images, labels) {
      steps += 1;
      loss?.dispose();
      [loss, state] = step(
        state,
        np.array(images).reshape([batchSize, ...layout.imageShape]),
        np.array(labels).reshape([batchSize, CLASSES]),
        np.array(1 / (1 - BETA1 ** steps)),
        np.array(1 / (1 - BETA2 ** steps)),
      );
      await blockUntilReady(state);
    },
    settle: async () => (await loss.ref.data())[0],
  };
});

/** Uniform random numbers of the size that Glorot and Bengio advise. */
function glorot(shape) {
  const size = shape.reduce((product, length) => product * length);
  const [inputs, outputs] = shape.length === 4 ? [9 * shape[1], 9 * shape[0]] : shape;
  const limit = Math.sqrt(6 / (inputs + outputs));
  return np.array(Float32Array.from({ length: size }, () => (2 * Math.random() - 1) * limit)).reshape(shape);
}
