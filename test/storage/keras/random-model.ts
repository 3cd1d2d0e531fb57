/** Random models of TensorFlow.js that can be expressed, as people build them. */
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../src/base/random.js';
import { withRandomWeights } from './saved-model.js';

type MapShape = readonly [height: number, width: number, channels: number];

export interface RandomModel {
  readonly model: tf.LayersModel;
  /** The model's output are logits. */
  readonly isLogits: boolean;
  readonly height: number;
  readonly width: number;
}

const ACTIVATIONS = ['relu', 'elu', 'tanh', 'sigmoid', 'linear'] as const;

/** Layers one after another, until the probabilities of some classes. */
export function randomModel(random: Random): RandomModel {
  return new Generator(random).generate();
}

class Generator {
  readonly #random: Random;
  readonly #layers: tf.layers.Layer[] = [];
  #shape: readonly number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  generate(): RandomModel {
    const [height, width] = this.#addInput();
    while (this.#shape.length === 3 && this.#once(1.4)) this.#addToMap();
    if (this.#shape.length === 3) this.#endMap();
    while (this.#once(2)) this.#addToUnits();
    const isLogits = this.#addOutput();
    return { model: withRandomWeights(this.#model(), this.#random), isLogits, height, width };
  }

  /** Sequential, or a functional chain. */
  #model(): tf.LayersModel {
    if (this.#once(2)) return tf.sequential({ layers: this.#layers });
    const [first, ...others] = this.#layers;
    const input = tf.input({ shape: first!.batchInputShape.slice(1) });
    const output = [first!, ...others].reduce((values, layer) => layer.apply(values) as tf.SymbolicTensor, input);
    return tf.model({ inputs: input, outputs: output });
  }

  #addInput(): readonly [number, number] {
    const [height, width] = [this.#from(8, 13), this.#from(8, 13)];
    switch (this.#random.integer(4)) {
      case 0:
        this.#add(tf.layers.reshape({ inputShape: [height, width], targetShape: [height, width, 1] }));
        break;
      case 1:
        this.#add(tf.layers.reshape({ inputShape: [height * width], targetShape: [height, width, 1] }));
        break;
      case 2:
        this.#add(tf.layers.flatten({ inputShape: [height, width, 1] }));
        break;
      default:
        this.#add(tf.layers.activation({ inputShape: [height, width, 1], activation: 'linear' }));
    }
    if (this.#once(4)) this.#add(tf.layers.rescaling({ scale: this.#of([2, 0.5, -1]), offset: this.#of([0, -1, 1]) }));
    return [height, width];
  }

  #addToMap(): void {
    const [height, width] = this.#shape as MapShape;
    const least = Math.min(height, width);
    switch (this.#random.integer(9)) {
      case 0:
      case 1:
        this.#addConvolution(least);
        return;
      case 2: {
        if (least < 2) return;
        const windows = { poolSize: this.#of([2, [2, 1] as [number, number]]), padding: this.#padding(height, width) };
        this.#add(this.#once(2) ? tf.layers.maxPooling2d(windows) : tf.layers.averagePooling2d(windows));
        return;
      }
      case 3:
        this.#addNormalization();
        return;
      case 4:
        this.#addNoise();
        return;
      case 5:
        this.#addActivation();
        return;
      case 6:
        this.#add(tf.layers.dense({ units: this.#from(1, 4), activation: this.#of(ACTIVATIONS) }));
        return;
      case 7:
        this.#add(tf.layers.zeroPadding2d({ padding: 1 }));
        this.#add(tf.layers.conv2d({ filters: this.#from(1, 4), kernelSize: 3 }));
        return;
      default:
        this.#addConvolution(least, 'linear');
        if (this.#once(2)) this.#addNormalization();
        this.#addActivation();
        return;
    }
  }

  #addConvolution(least: number, activation: (typeof ACTIVATIONS)[number] = this.#of(ACTIVATIONS)): void {
    this.#add(
      tf.layers.conv2d({
        filters: this.#from(1, 5),
        kernelSize: [this.#from(1, Math.min(least, 4)), this.#from(1, Math.min(least, 4))],
        strides: this.#of([1, 1, 2, 3]),
        padding: this.#of(['valid', 'same']),
        useBias: this.#once(2),
        activation,
      }),
    );
  }

  #endMap(): void {
    switch (this.#random.integer(4)) {
      case 0:
        this.#add(tf.layers.globalAveragePooling2d({}));
        if (this.#once(2)) this.#add(tf.layers.dropout({ rate: 0.3 }));
        this.#addDense();
        return;
      case 1:
        this.#add(tf.layers.globalMaxPooling2d({}));
        return;
      case 2:
        this.#add(tf.layers.reshape({ targetShape: [this.#shape.reduce((size, side) => size * side, 1)] }));
        return;
      default:
        this.#add(tf.layers.flatten({}));
        if (!this.#once(3)) return;
        this.#addNormalization();
        this.#addDense();
        return;
    }
  }

  #addToUnits(): void {
    this.#addDense();
    if (this.#once(3)) this.#addNormalization();
    if (this.#once(3)) this.#addActivation();
    if (this.#once(3)) this.#addNoise();
  }

  #addOutput(): boolean {
    const units = this.#from(2, 6);
    const hasClasses = this.#shape[0]! >= 2 && this.#shape[0]! <= 256;
    const ending = this.#random.integer(5);
    if (ending === 0) this.#add(tf.layers.dense({ units }));
    else if (ending === 1 && hasClasses) this.#add(tf.layers.softmax({}));
    else if (ending === 2) {
      this.#add(tf.layers.dense({ units, activation: this.#of(ACTIVATIONS) }));
      this.#add(tf.layers.activation({ activation: 'softmax' }));
    } else this.#add(tf.layers.dense({ units, activation: 'softmax' }));
    return ending === 0;
  }

  #addDense(): void {
    this.#add(tf.layers.dense({ units: this.#from(2, 8), activation: this.#of(ACTIVATIONS), useBias: !this.#once(3) }));
  }

  #addNormalization(): void {
    this.#add(
      tf.layers.batchNormalization({
        epsilon: this.#of([1e-3, 1e-5, 0.01]),
        momentum: this.#of([0.99, 0.9]),
        center: !this.#once(4),
        scale: !this.#once(4),
      }),
    );
  }

  #addActivation(): void {
    this.#add(
      this.#of([
        () => tf.layers.activation({ activation: this.#of(ACTIVATIONS) }),
        () => tf.layers.reLU(),
        () => tf.layers.leakyReLU({ alpha: 0.3 }),
        () => tf.layers.elu(),
      ])(),
    );
  }

  #addNoise(): void {
    this.#add(
      this.#of<() => tf.layers.Layer>([
        () => tf.layers.dropout({ rate: 0.25 }),
        () => tf.layers.gaussianNoise({ stddev: 0.1 }),
        () => tf.layers.gaussianDropout({ rate: 0.1 }),
        () => tf.layers.alphaDropout({ rate: 0.1 }),
      ])(),
    );
  }

  /** `same` where it changes nothing. */
  #padding(height: number, width: number): 'valid' | 'same' {
    return height % 2 === 0 && width % 2 === 0 && this.#once(2) ? 'same' : 'valid';
  }

  #add(layer: tf.layers.Layer): void {
    const before = this.#layers.length === 0 ? layer.batchInputShape : [null, ...this.#shape];
    this.#layers.push(layer);
    this.#shape = (layer.computeOutputShape(before) as number[]).slice(1);
  }

  #once(times: number): boolean {
    return this.#random.float() < 1 / times;
  }

  #from(least: number, most: number): number {
    return least + this.#random.integer(most - least + 1);
  }

  #of<Value>(list: readonly Value[]): Value {
    return list[this.#random.integer(list.length)]!;
  }
}
