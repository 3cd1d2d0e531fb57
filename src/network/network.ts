/**
 * What a network is: the size of its pictures, its layers from first to last, and its classes. The softmax layer over the
 * classes is implied: every network ends with it. A description holds nothing that a layer's file can work out.
 */

import type { PictureSize } from '../shared/types.js';

export type { PictureSize } from '../shared/types.js';

/** What a layer's outputs go through. `none` passes them on. */
export type Activation = 'relu' | 'leaky-relu' | 'elu' | 'tanh' | 'sigmoid' | 'none';

/** Height and width, in pixels of the map. */
export type Extent = readonly [height: number, width: number];

/** Convolution with bias. `valid` computes where the kernel fits; `same` pads with zeros, as TensorFlow does. */
export interface Convolution {
  readonly type: 'conv';
  readonly filters: number;
  /** Each side from 1 to 9. */
  readonly kernel: Extent;
  readonly padding: 'valid' | 'same';
  /** Step from one position to the next, in both directions, from 1 to 4. */
  readonly stride: number;
  readonly activation: Activation;
}

/** The largest or the mean of each window of each channel; what does not fill a window is left out. */
export interface Pooling {
  readonly type: 'pool';
  readonly kernel: Extent;
  readonly stride: Extent;
  readonly operation: 'max' | 'average';
}

/** Every output sees every input. Maps are flattened row by row, channels last. */
export interface Dense {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: Activation;
}

/** While training, sets a share of the values to zero and scales the rest up by 1 / (1 - rate). */
export interface Dropout {
  readonly type: 'dropout';
  /** At least 0, below 1. */
  readonly rate: number;
}

/** Normalises each channel of a map, or each unit, by the mean and variance of the batch; by moving averages afterwards. */
export interface BatchNormalization {
  readonly type: 'batchnorm';
}

export type Layer = Convolution | Pooling | Dense | Dropout | BatchNormalization;

export interface Network {
  readonly input: PictureSize;
  readonly layers: readonly Layer[];
  /** From 2 to 256. */
  readonly classes: number;
}

/** What a layer gives for each picture: a map, row by row, channels last; or a list of units. Without the batch. */
export type Shape = MapShape | UnitShape;
export type MapShape = readonly [height: number, width: number, channels: number];
export type UnitShape = readonly [units: number];

/** Whether it is a map, which convolution and pooling need, and not yet flattened. */
export function isMap(shape: Shape): shape is MapShape {
  return shape.length === 3;
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
