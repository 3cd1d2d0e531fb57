/**
 * Builds a network from Keras layers, one after another, so that both compute the same. What weights it takes is known
 * before any is read: first the layers, then what fills their parameters.
 */
import { checkNetwork } from '../../network/check.js';
import { LAYER_KINDS } from '../../network/layers.js';
import {
  isMap,
  sizeOf,
  type Activation,
  type Layer,
  type MapShape,
  type Network,
  type Shape,
} from '../../network/network.js';
import { parameterCountOf } from '../../network/parameters.js';
import { describe } from '../../shared/errors.js';
import type { KerasNode } from './chain.js';
import { different, nameOf } from './refusal.js';
import { viewsOf, withScaling, type Scaling, type TrainedNetwork, type Views } from './scaling.js';
import type { ReadTensor, WantedTensor } from './weights.js';

/** Puts numbers into the parameters of a layer, or changes those that are there. */
export type Fill = (views: Views, read: ReadTensor) => void;

/** For each channel, or each value: `scale * x + shift`. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** What is known of a network before its weights are read. */
export interface Blueprint {
  readonly network: Network;
  /** In the order of the Keras layers. */
  readonly wanted: readonly WantedTensor[];
  /** What could not be taken over as it was, a sentence each. */
  readonly notes: readonly string[];
  /** What the model does to its pixels before anything else; part of what is built. */
  readonly rescaling: Scaling;
  build(read: ReadTensor): TrainedNetwork;
}

interface Step {
  layer: Layer;
  readonly name: string;
  readonly fills: Fill[];
  /** Of batch normalisation, when it predicts. */
  readonly affine: ((read: ReadTensor) => Affine) | undefined;
}

/** How many zeros a layer puts before and after the values of each direction; of unknown origin. */
interface Zeros {
  readonly node: KerasNode;
  readonly rows: readonly unknown[];
  readonly columns: readonly unknown[];
}

/** What comes before a dense layer and becomes part of it. */
interface Pending {
  readonly node: KerasNode;
  /** How the weights for what comes before are made of those for what comes after. */
  wrap(fill: Fill): Fill;
}

const NONE: Fill = () => undefined;
/** Stands for the layer over the classes where a model has none. */
const OUTPUT: KerasNode = { name: 'output', className: 'Dense', config: {} };

export class NetworkBuilder {
  /** Shape of what the next layer gets, in Keras. */
  dims: readonly number[];
  readonly notes: string[] = [];
  /** The layer whose softmax gave the probabilities. */
  softmax: KerasNode | undefined;
  /** What was done to the pixels before any layer. */
  scaling: Scaling = { scale: 1, offset: 0 };
  /** Put around the map before the convolution that must follow. */
  zeros: Zeros | undefined;
  readonly #wanted: WantedTensor[] = [];
  readonly #steps: Step[] = [];
  /** Shapes that the picture has had so far: one of them tells its sides. */
  readonly #pictures: (readonly number[])[] = [];
  /** Shape of what the next layer gets, here: flattened by nothing but a dense layer. */
  #shape: Shape | undefined;
  #pending: Pending | undefined;

  constructor(input: readonly number[]) {
    this.dims = input;
    this.#pictures.push(input);
  }

  /** Whether nothing was computed yet. */
  get isPicture(): boolean {
    return this.#steps.length === 0 && this.#pending === undefined;
  }

  /** Of the map that the next layer gets; or how many units it gets. */
  get channels(): number {
    return this.#shapeHere().at(-1)!;
  }

  /** Other sides for the same values in the same order. */
  reshape(dims: readonly number[]): void {
    if (this.isPicture) this.#pictures.push(dims);
    this.dims = dims;
  }

  /** The map that the next layer gets; only where it is one in Keras, too. */
  map(node: KerasNode): MapShape {
    const shape = this.#shapeHere();
    if (!isMap(shape) || !isEqual(shape, this.dims)) {
      throw different(
        `${nameOf(node)} needs a map [height, width, channels] as pictures and layers give them, and gets [${this.dims.join(',')}]`,
      );
    }
    return shape;
  }

  /** How many values the next layer gets; only where they are in one list in Keras. */
  units(node: KerasNode): number {
    this.#shapeHere();
    if (this.dims.length === 1) return this.dims[0]!;
    throw different(`${nameOf(node)} needs a flattened list of values, and gets [${this.dims.join(',')}]`);
  }

  want(node: KerasNode, role: string, shape: readonly number[]): WantedTensor {
    const wanted = { layer: node.name, role, shape };
    this.#wanted.push(wanted);
    return wanted;
  }

  /** Adds a layer that gets what the one before it gives. */
  add(node: KerasNode, layer: Layer, fill: Fill = NONE, affine?: (read: ReadTensor) => Affine): void {
    this.#refuseAfterSoftmax(node);
    this.#push(node, layer, fill, affine);
  }

  #refuseAfterSoftmax(node: KerasNode): void {
    if (this.softmax === undefined) return;
    throw different(`${nameOf(node)} comes after the softmax of ${nameOf(this.softmax)}, which must be the last`);
  }

  #push(node: KerasNode, layer: Layer, fill: Fill, affine?: (read: ReadTensor) => Affine): void {
    const shape = this.#shapeHere();
    if (this.#pending !== undefined && layer.type !== 'dense' && layer.type !== 'dropout') {
      throw different(
        `${nameOf(this.#pending.node)} can only be computed here when a Dense layer follows it, not ${nameOf(node)}`,
      );
    }
    const kind = LAYER_KINDS[layer.type];
    const output = kind.outputShape(layer, kind.input === 'units' ? [sizeOf(shape)] : shape);
    if (output === undefined) throw different(`${nameOf(node)} does not fit a map of ${shape.slice(0, 2).join('×')}`);
    const wrapped = layer.type === 'dense' ? (this.#pending?.wrap(fill) ?? fill) : fill;
    this.#steps.push({ layer, name: nameOf(node), fills: [wrapped], affine });
    if (layer.type === 'dropout') return;
    this.#pending = undefined;
    this.#shape = output;
    this.dims = output;
  }

  /** Becomes part of the dense layer that must follow. */
  addBeforeDense(node: KerasNode, wrap: Pending['wrap'], dims: readonly number[]): void {
    this.#refuseAfterSoftmax(node);
    this.#shapeHere();
    if (this.#pending !== undefined) {
      throw different(`${nameOf(node)} does not follow a layer that it can be computed after here`);
    }
    this.#pending = { node, wrap };
    this.dims = dims;
  }

  /** The activation of the layer before, or a layer of its own that only passes values through it. */
  activate(node: KerasNode, activation: Activation): void {
    if (activation === 'none') return;
    this.#refuseAfterSoftmax(node);
    const dims = this.dims;
    const found = this.#pending === undefined ? this.#activated(activation) : undefined;
    if (found === undefined) {
      this.#pass(node, activation);
      this.notes.push(`${nameOf(node)} has become a layer of its own, whose weights only pass values on.`);
      this.dims = dims;
      return;
    }
    const [step, ...norms] = found;
    for (const norm of norms) {
      step.fills.push((views, read) => scaleOutputs(views, norm.affine!(read)));
      this.#steps.splice(this.#steps.indexOf(norm), 1);
      this.notes.push(`${norm.name} has become part of ${step.name}, whose activation comes after it.`);
    }
    if ('activation' in step.layer) step.layer = { ...step.layer, activation };
  }

  /** @throws {MnistError} `model-shape` when it is no network of this library */
  finish(): Blueprint {
    if (this.#pending !== undefined) throw different(`no Dense layer follows ${nameOf(this.#pending.node)}`);
    const classes = sizeOf(this.dims);
    if (this.dims.at(-1) !== classes)
      throw different(`it gives values of the shape [${this.dims.join(',')}], and not one for each class`);
    if (classes < 2 || classes > 256) throw different(`it tells ${classes} classes apart, and must tell 2 to 256`);
    const output = this.#steps.at(-1)?.layer;
    if (this.softmax === undefined) this.#takeForLogits();
    if (output?.type !== 'dense' || output.activation !== 'none') {
      this.#pass(OUTPUT, 'none', true);
      this.notes.push('It has no Dense layer right before its softmax: one that only passes values on was added.');
    }
    const [height, width] = this.#picture();
    const steps = this.#steps;
    const network = { input: { height, width }, layers: steps.slice(0, -1).map(({ layer }) => layer), classes };
    try {
      checkNetwork(network);
    } catch (error) {
      throw different(describe(error), error);
    }
    const { scaling } = this;
    return {
      network,
      wanted: this.#wanted,
      notes: this.notes,
      rescaling: scaling,
      build(read) {
        const parameters = new Float32Array(parameterCountOf(network));
        viewsOf(network, parameters).forEach((views, index) => {
          for (const fill of steps[index]!.fills) fill(views, read);
        });
        return withScaling({ network, parameters }, scaling);
      },
    };
  }

  #takeForLogits(): void {
    const { layer, name } = this.#steps.at(-1) ?? {};
    if (layer !== undefined && 'activation' in layer && layer.activation !== 'none') {
      throw different(
        `what ${String(name)} gives goes through ${layer.activation}, and must go through softmax, or nothing`,
      );
    }
    this.notes.push('It has no softmax: what it gives is taken for logits.');
  }

  /**
   * The layer that an activation can be moved into, and the batch normalisations on the way to it, in the order in which
   * they are computed. Dropout does not matter to a prediction, and no activation ever falls, so that the largest value
   * of a window stays the largest.
   */
  #activated(activation: Activation): [Step, ...Step[]] | undefined {
    const norms: Step[] = [];
    for (const step of [...this.#steps].reverse()) {
      const { layer } = step;
      if (layer.type === 'batchnorm') norms.unshift(step);
      else if ('activation' in layer) {
        const isFree = layer.activation === 'none';
        const isThere = layer.activation === 'relu' && activation === 'relu' && norms.length === 0;
        return isFree || isThere ? [step, ...norms] : undefined;
      } else if (layer.type !== 'dropout' && (norms.length > 0 || layer.operation !== 'max')) return undefined;
    }
    return undefined;
  }

  /** A layer whose weights are one where input and output have the same index, and zero elsewhere. */
  #pass(node: KerasNode, activation: Activation, isOutput = false): void {
    const shape = this.#shapeHere();
    const isDense = isOutput || !isMap(shape);
    const count = isDense ? sizeOf(shape) : shape.at(-1)!;
    const layer: Layer = isDense
      ? { type: 'dense', units: count, activation }
      : { type: 'conv', filters: count, kernel: [1, 1], padding: 'valid', stride: 1, activation };
    this.#push(node, layer, ({ kernel }) => {
      for (let i = 0; i < count; i++) kernel[i * count + i] = 1;
    });
  }

  /** Here, and as soon as something is computed. */
  #shapeHere(): Shape {
    this.#shape ??= [...this.#picture(), 1];
    return this.#shape;
  }

  /** Its height and width: those of the first shape that has two sides, or those of a square. */
  #picture(): readonly [number, number] {
    for (const shape of this.#pictures) {
      const [height, width, ...others] = shape.filter((side) => side > 1);
      if (height !== undefined && width !== undefined && others.length === 0) return [height, width];
    }
    const input = this.#pictures[0]!;
    const side = Math.sqrt(sizeOf(input));
    const isFlat = this.#pictures.every((shape) => Math.max(...shape) === sizeOf(shape));
    if (isFlat && Number.isInteger(side)) return [side, side];
    throw different(`its input is no grey picture, such as [28,28,1], [28,28] or [784], but [${String(input)}]`);
  }
}

/** Of a layer with weights and without activation. */
function scaleOutputs({ kernel, bias }: Views, { scale, shift }: Affine): void {
  const outputs = bias.length;
  kernel.forEach((weight, i) => {
    kernel[i] = weight * scale[i % outputs]!;
  });
  bias.forEach((value, output) => {
    bias[output] = value * scale[output]! + shift[output]!;
  });
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
