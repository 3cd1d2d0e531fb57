/** A network's layers in their places: with the shapes of what each gets and gives, as Keras counts and names them. */
import { formatLayer } from './format.js';
import type { TensorSpec } from './layer-kind.js';
import { LAYER_KINDS } from './layers.js';
import { quote, refuseLayer } from './mistake.js';
import { isMap, sizeOf, type Dense, type Layer, type Network, type Shape } from './network.js';

export interface PlacedLayer {
  readonly layer: Layer;
  /** What the layer works on, already flattened for a dense layer. */
  readonly input: Shape;
  readonly output: Shape;
  /** The layer in Keras, with what Keras needs before and after it. */
  readonly keras: readonly KerasLayer[];
}

/** What Keras puts between maps and units; the language leaves it out. */
export const FLATTEN = 'Flatten';
/** Keras has no word for `leaky-relu`: a layer of its own follows the linear one there. */
export const LEAKY_RELU = 'LeakyReLU';

export interface KerasLayer {
  /** Such as `conv2d_1`: the class and its number among its kind. */
  readonly name: string;
  readonly className: string;
  readonly output: Shape;
  readonly tensors: readonly TensorSpec[];
}

/** The layer over the classes. Its softmax belongs to the loss: the layer itself gives logits. */
export function outputLayerOf({ classes }: Network): Dense {
  return { type: 'dense', units: classes, activation: 'none' };
}

/**
 * Every layer, and last the one over the classes.
 *
 * @throws {MnistError} `invalid-attribute` naming the first layer that does not fit what is before it
 */
export function placeLayers(network: Network): readonly PlacedLayer[] {
  const nameOf = namer();
  let shape: Shape = [network.input.height, network.input.width, 1];
  return [...network.layers, outputLayerOf(network)].map((layer, index) => {
    const kind = LAYER_KINDS[layer.type];
    const keras: KerasLayer[] = [];
    const add = (className: string, tensors: readonly TensorSpec[] = []) =>
      keras.push({ name: nameOf(className), className, output: shape, tensors });

    if (kind.input === 'units' && isMap(shape)) {
      shape = [sizeOf(shape)];
      add(FLATTEN);
    }
    const input = shape;
    shape = outputShape(network, index, layer, input);
    add(kind.classNameOf(layer), kind.tensors(layer, input));
    if ('activation' in layer && layer.activation === 'leaky-relu') add(LEAKY_RELU);
    return { layer, input, output: shape, keras };
  });
}

function outputShape({ input: picture }: Network, index: number, layer: Layer, input: Shape): Shape {
  const kind = LAYER_KINDS[layer.type];
  const text = formatLayer(layer);
  if (kind.input === 'map' && !isMap(input)) {
    refuseLayer(
      index,
      `${quote(text)} needs a map, but a dense layer before it has made ${sizeOf(input)} units of it`,
      text,
    );
  }
  const [height, width = 1] = input;
  return (
    kind.outputShape(layer, input) ??
    refuseLayer(
      index,
      `${quote(text)} does not fit a ${height}×${width} map (${picture.height}×${picture.width} pictures)`,
      text,
    )
  );
}

/** Counts the layers of each class: `conv2d_1`, `conv2d_2`, as TensorFlow.js names them. */
function namer(): (className: string) => string {
  const counts = new Map<string, number>();
  return (className) => {
    const number = (counts.get(className) ?? 0) + 1;
    counts.set(className, number);
    const snake = className.replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2');
    return `${snake.toLowerCase()}_${number}`;
  };
}
