/** Model files of the two networks that a session can hold. */
import { formatLayers } from '../network/format.js';
import type { Network } from '../network/network.js';
import { parseNetwork } from '../network/parse.js';
import { MnistError } from '../shared/errors.js';
import type { JsonRecord } from '../shared/json.js';
import { CLASS_COUNT, IMAGE_SIDE } from '../shared/model.js';
import type { ModelKind } from '../shared/types.js';
import { readModelFiles, writeModelFiles } from '../storage/keras/model-files.js';

/** What a model file holds: the network, without the optimizer's state. */
export interface ModelFileContent {
  readonly model: ModelKind;
  /** Flat, in the order of `shared/model.ts`; every one is finite. */
  readonly parameters: Float32Array;
  /** What the writer added, such as the class names; unchecked. Empty when there is nothing. */
  readonly metadata: JsonRecord;
}

const KINDS: readonly ModelKind[] = ['cnn', 'dense'];

/**
 * @param metadata becomes `userDefinedMetadata`; must survive JSON
 * @returns `model.json` and `weights.bin`, as `tf.loadLayersModel()` reads them
 */
export function toFiles(
  { model, parameters }: Pick<ModelFileContent, 'model' | 'parameters'>,
  metadata: JsonRecord,
): File[] {
  return writeModelFiles({ network: networkOf(model), parameters }, metadata);
}

/**
 * @param files one `.json` and the files that its manifest names, in any order
 * @throws {MnistError} `model-invalid` when the files are no model or are damaged, `model-shape` when they hold another
 *   network
 */
export async function fromFiles(files: readonly File[]): Promise<ModelFileContent> {
  const { network, parameters, metadata } = await readModelFiles(files);
  return { model: kindOf(network), parameters, metadata };
}

/** Dropout has no parameters and does nothing when a network reads. */
function kindOf({ input, layers, classes }: Network): ModelKind {
  const text = formatLayers(layers.filter(({ type }) => type !== 'dropout'));
  const isDigits = input.height === IMAGE_SIDE && input.width === IMAGE_SIDE && classes === CLASS_COUNT;
  const model = KINDS.find((kind) => formatLayers(networkOf(kind).layers) === text);
  if (model !== undefined && isDigits) return model;
  throw new MnistError(
    'model-shape',
    `The model is another network: expected ${KINDS.map((kind) => `\`${formatLayers(networkOf(kind).layers)}\` (${kind})`).join(' or ')} ` +
      `for ten classes of ${IMAGE_SIDE}×${IMAGE_SIDE}, found \`${text}\` for ${classes} classes of ${input.height}×${input.width}.`,
  );
}

function networkOf(model: ModelKind): Network {
  return parseNetwork(model, { height: IMAGE_SIDE, width: IMAGE_SIDE }, CLASS_COUNT);
}
