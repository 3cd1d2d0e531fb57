/** What the plain engine asks of a layer: a forward pass that knows its own way back. */
import type { TensorRole } from '../../network/layer-kind.js';
import type { Layer, Shape } from '../../network/network.js';

/** The values of a batch: for each image a map, row by row, channels last, or a list of units. */
export type Batch = readonly Float64Array[];

/** The parameters of a layer, or their gradients, each row-major. */
export type Tensors<Role extends TensorRole = TensorRole> = Readonly<Record<Role, Float64Array>>;

/** What dropout draws its masks by; there only while training. */
export interface Training {
  readonly seed: number;
  /** Batches before this one. */
  readonly step: number;
}

/** A layer at its place in a network. */
export interface Place<L extends Layer, Role extends TensorRole = TensorRole> {
  readonly layer: L;
  /** Among all layers of the network, from 0. */
  readonly index: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: Tensors<Role>;
  /** Undefined when the network predicts. */
  readonly training: Training | undefined;
}

export interface Operation<L extends Layer, Role extends TensorRole = never> {
  forward(place: Place<L, Role>, input: Batch): Result<Role>;
}

export interface Result<Role extends TensorRole = TensorRole> {
  readonly output: Batch;
  /**
   * From how the loss changes with each value of the output, to how it changes with each of the input.
   *
   * @param gradients how the loss changes with each parameter is added here
   */
  readonly backward: (outputGradient: Batch, gradients: Tensors<Role>) => Batch;
  /** What the moving averages are after this batch; only while training. */
  readonly moving?: Partial<Tensors>;
}

/** A batch of zeros, as large as another or with `size` values for each image. */
export function zeros(like: Batch, size?: number): Batch {
  return like.map((values) => new Float64Array(size ?? values.length));
}
