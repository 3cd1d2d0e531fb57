/** TensorFlow.js as its tutorials use it: a sequential layers model, compiled with Adam, trained batch by batch. */
import * as tf from '/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js';
import { CLASSES } from './batches.js';
import { servePeer } from './peer.js';

/** Options: `backend`, `batchSize`, and `topology`, a Keras model as JSON; by default the network that all peers train. */
servePeer(async ({ backend, batchSize, topology }) => {
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} backend here.`);
  await tf.ready();
  const model = topology === undefined ? defaultModel() : await tf.models.modelFromJSON({ modelTopology: topology });
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
  let loss = NaN;
  return {
    async trainBatch(images, labels) {
      const xs = tf.tensor4d(images, [batchSize, 28, 28, 1]);
      const ys = tf.tensor2d(labels, [batchSize, CLASSES]);
      loss = await model.trainOnBatch(xs, ys);
      tf.dispose([xs, ys]);
    },
    // `trainOnBatch` reads the loss back, so nothing is pending.
    settle: async () => loss,
  };
});

function defaultModel() {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}
