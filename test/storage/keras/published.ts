/** Networks for MNIST and its relatives in the shapes that people publish them in, and as they are written here. */
import * as tf from '@tensorflow/tfjs';

interface Published {
  readonly name: string;
  readonly make: () => tf.LayersModel;
  readonly text: string;
}

const inputShape = [28, 28, 1];
const { conv2d, maxPooling2d, averagePooling2d, dropout, dense, flatten, batchNormalization, inputLayer } = tf.layers;
const of = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });
const relu = { activation: 'relu' } as const;
const output = (units = 10) => dense({ units, activation: 'softmax' });

export const published: readonly Published[] = [
  {
    name: 'two convolutions of 5×5',
    make: () =>
      of(
        conv2d({ inputShape, filters: 8, kernelSize: 5, ...relu }),
        maxPooling2d({ poolSize: 2, strides: 2 }),
        conv2d({ filters: 16, kernelSize: 5, ...relu }),
        maxPooling2d({ poolSize: 2, strides: 2 }),
        flatten(),
        output(),
      ),
    text: 'conv 8 5x5, pool, conv 16 5x5, pool',
  },
  {
    name: 'two convolutions and dropout before the classes',
    make: () =>
      of(
        inputLayer({ inputShape }),
        conv2d({ filters: 32, kernelSize: 3, ...relu }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: 64, kernelSize: 3, ...relu }),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dropout({ rate: 0.5 }),
        output(),
      ),
    text: 'conv 32, pool, conv 64, pool, dropout 0.5',
  },
  {
    name: 'two convolutions after each other',
    make: () =>
      of(
        inputLayer({ inputShape }),
        conv2d({ filters: 16, kernelSize: 3, ...relu }),
        conv2d({ filters: 32, kernelSize: 3, ...relu }),
        maxPooling2d({ poolSize: 2 }),
        dropout({ rate: 0.25 }),
        flatten(),
        dense({ units: 128, ...relu }),
        dropout({ rate: 0.5 }),
        output(),
      ),
    text: 'conv 16, conv 32, pool, dropout 0.25, dense 128, dropout 0.5',
  },
  {
    name: 'four convolutions with strides and batch normalisation',
    make: () =>
      of(
        inputLayer({ inputShape }),
        conv2d({ filters: 32, kernelSize: 3, ...relu }),
        batchNormalization(),
        conv2d({ filters: 32, kernelSize: 5, strides: 2, padding: 'same', ...relu }),
        batchNormalization(),
        dropout({ rate: 0.4 }),
        conv2d({ filters: 64, kernelSize: 3, strides: 2, ...relu }),
        batchNormalization(),
        conv2d({ filters: 128, kernelSize: 4, ...relu }),
        batchNormalization(),
        flatten(),
        dropout({ rate: 0.4 }),
        output(),
      ),
    text: 'conv 32, batchnorm, conv 32 5x5 same stride 2, batchnorm, dropout 0.4, conv 64 stride 2, batchnorm, conv 128 4x4, batchnorm, dropout 0.4',
  },
  {
    name: 'one hidden layer',
    make: () => of(flatten({ inputShape: [28, 28] }), dense({ units: 512, ...relu }), dropout({ rate: 0.2 }), output()),
    text: 'dense 512, dropout 0.2',
  },
  {
    name: 'three dense layers of flat pictures',
    make: () => of(dense({ inputShape: [784], units: 28, ...relu }), dense({ units: 64, ...relu }), output()),
    text: 'dense 28, dense 64',
  },
  {
    name: 'digits and letters, 62 classes',
    make: () =>
      of(
        inputLayer({ inputShape }),
        conv2d({ filters: 16, kernelSize: 3, padding: 'same', ...relu }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: 32, kernelSize: 3, padding: 'same', ...relu }),
        maxPooling2d({ poolSize: 2, padding: 'same' }),
        flatten(),
        dense({ units: 256, ...relu }),
        dropout({ rate: 0.1 }),
        output(62),
      ),
    text: 'conv 16 same, pool, conv 32 same, pool, dense 256, dropout 0.1',
  },
  {
    name: 'LeNet, with activations after its poolings',
    make: () =>
      of(
        conv2d({ inputShape, filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' }),
        averagePooling2d({ poolSize: 2 }),
        conv2d({ filters: 16, kernelSize: 5 }),
        maxPooling2d({ poolSize: 2 }),
        tf.layers.activation({ activation: 'tanh' }),
        flatten(),
        dense({ units: 120, activation: 'tanh' }),
        dense({ units: 84, activation: 'tanh' }),
        output(),
      ),
    text: 'conv 6 5x5 same tanh, pool average, conv 16 5x5 tanh, pool, dense 120 tanh, dense 84 tanh',
  },
  {
    name: 'a functional chain',
    make: () => {
      const input = tf.input({ shape: inputShape });
      const layers = [
        conv2d({ filters: 4, kernelSize: 4, strides: 2, ...relu }),
        averagePooling2d({ poolSize: 2 }),
        flatten(),
        dense({ units: 28, ...relu }),
        dense({ units: 10 }),
        tf.layers.softmax(),
      ];
      const outputs = layers.reduce((values, layer) => layer.apply(values) as tf.SymbolicTensor, input);
      return tf.model({ inputs: input, outputs });
    },
    text: 'conv 4 4x4 stride 2, pool average, dense 28',
  },
];
