/** Reads a network that may come from anybody, and finds out which pixels it takes, before anything here changes. */
import type { NetworkFacts, NetworkState } from '../messages/checkpoint.js';
import { modelTextOf } from '../network/model-text.js';
import type { Network } from '../network/network.js';
import { MnistError } from '../shared/errors.js';
import type { ModelImport } from '../shared/types.js';
import { readModelFiles, type ReadModel } from './keras/model-files.js';
import {
  findPixelRange,
  rangeSaidBy,
  type FoundRange,
  type LabelledPictures,
  type PixelRange,
  type Predict,
} from './keras/pixel-range.js';
import { withScaling, type TrainedNetwork } from './keras/scaling.js';
import { yieldToEventLoop } from '../base/yield-to-event-loop.js';
import { pixelsOf, type Dataset } from '../data/dataset.js';
import { loadDataset, type DatasetRequest } from '../data/load-dataset.js';
import { createEngine } from '../engine/create-engine.js';
import type { Engine } from '../engine/engine.js';
import type { EngineChoice } from '../engine/start-engine.js';
import { freshOptimizer } from '../engine/initial-network.js';
import { readModelFacts } from './model-facts.js';

/** Where to get pictures from whose classes are known. */
export interface PictureSources {
  /** What is in memory. */
  readonly dataset: Dataset | undefined;
  /** What else there is, the best first. */
  readonly folders: readonly Pick<DatasetRequest, 'src' | 'transpose'>[];
  /** Aborting it rejects with its reason. */
  readonly signal: AbortSignal;
}

export interface ImportedNetwork {
  readonly network: NetworkState;
  readonly facts: NetworkFacts;
  readonly detail: ModelImport;
}

type Finding = Pick<ModelImport, 'pixels' | 'evidence' | 'pictures' | 'accuracy'> & {
  readonly trained: TrainedNetwork;
  readonly note?: string;
};

/** How many pictures a network is tried on: of six ranges, they tell two apart whose accuracies differ by 0.1. */
const PICTURES = 300;
/** Pictures read at once, few enough to answer a message in between. */
const CHUNK = 50;
/** With so many read right there is no doubt left that the pictures are of the kind that it has learned. */
const SURE = 0.5;
/** With the network: a missing folder is no misfortune, and nobody wants to wait for one. */
const ONE_TRY = { stall: 5_000, pauses: [] };

/** @throws MnistError as `readModelFiles`, or `backend-unavailable` */
export async function importNetwork(files: readonly unknown[], sources: PictureSources): Promise<ImportedNetwork> {
  checkFiles(files);
  const model = await readModelFiles(files);
  const { trained, note, ...finding } = await findPixels(model, sources);
  const { network, parameters } = trained;
  const { labels, calibration } = readModelFacts(model);
  return {
    network: freshOptimizer(network, parameters),
    facts: { labels, calibration },
    detail: {
      model: modelTextOf(network.layers),
      ...network.input,
      classes: network.classes,
      ...finding,
      notes: note === undefined ? model.notes : [...model.notes, note],
    },
  };
}

async function findPixels(model: ReadModel, sources: PictureSources): Promise<Finding> {
  const said = rangeSaidBy(model.rescaling);
  const asSaid = { trained: withScaling(model, said), pixels: said.name };
  if (model.isOwn) return { ...asSaid, evidence: 'file', pictures: 0, accuracy: null };
  const best = await tryOut(model, sources);
  if (best === undefined) {
    const { scale, offset } = model.rescaling;
    const evidence = scale === 1 && offset === 0 ? 'none' : 'file';
    return { ...asSaid, evidence, pictures: 0, accuracy: null, note: noteWithoutPictures(model.network, said) };
  }
  const { range, trained, accuracy, pictures, note } = best;
  if (!best.isBetterThanChance) return { ...asSaid, evidence: 'chance', pictures, accuracy, note };
  return { trained, pixels: range.name, evidence: 'pictures', pictures, accuracy, note };
}

/** The range by which most pictures are read right; undefined when there are none that fit the network. */
async function tryOut(
  model: ReadModel,
  sources: PictureSources,
): Promise<(FoundRange & { pictures: number }) | undefined> {
  const { network } = model;
  let engine: Engine | undefined;
  let best: (FoundRange & { pictures: number }) | undefined;
  try {
    for await (const dataset of datasetsFor(network, sources)) {
      engine ??= await createReader(network);
      const pictures = someOf(dataset);
      const found = await findPixelRange(model, pictures, predictorOf(engine, sources.signal));
      const isSure = found.isBetterThanChance && found.accuracy >= SURE;
      // Of fewer classes than the network has, they may be others: letters are not digits.
      if (dataset.classes < network.classes && !isSure) continue;
      if (best === undefined || found.accuracy > best.accuracy) best = { ...found, pictures: pictures.labels.length };
      if (isSure) break;
    }
  } finally {
    engine?.dispose();
  }
  return best;
}

/** Those whose pictures the network can read. */
async function* datasetsFor({ input, classes }: Network, sources: PictureSources): AsyncGenerator<Dataset> {
  const fits = (dataset: Dataset): boolean =>
    dataset.height === input.height && dataset.width === input.width && dataset.classes <= classes;
  const { dataset, folders, signal } = sources;
  if (dataset !== undefined && fits(dataset)) yield dataset;
  for (const folder of folders) {
    try {
      // No more than what is needed: the training images are not.
      const loaded = await loadDataset({ ...folder, trainSize: 1, testSize: PICTURES, signal, retry: ONE_TRY });
      if (fits(loaded)) yield loaded;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MnistError)) throw error;
    }
  }
}

/** Test images from all over the set: files may be sorted by class. */
function someOf({ test }: Dataset): LabelledPictures {
  const count = Math.min(test.count, PICTURES);
  const indices = Array.from({ length: count }, (_, i) => Math.floor((i * test.count) / count));
  const size = test.pixels.length / test.count;
  const pixels = new Uint8Array(count * size);
  indices.forEach((index, i) => pixels.set(pixelsOf(test, index), i * size));
  return { pixels, labels: indices.map((index) => test.labels[index]!) };
}

/** One of its own: that of the session holds the network that stays should this one fail. */
async function createReader(network: Network): Promise<Engine> {
  const choice: EngineChoice = { backend: 'simd', threads: 1, network, batchSize: CHUNK };
  return createEngine(choice).catch(() => createEngine({ ...choice, backend: 'auto' }));
}

function predictorOf(engine: Engine, signal: AbortSignal): Predict {
  return async ({ network, parameters }, pixels) => {
    const size = network.input.height * network.input.width;
    const probabilities = new Float32Array((pixels.length / size) * network.classes);
    await engine.setState(freshOptimizer(network, parameters));
    for (let start = 0; start < pixels.length; start += CHUNK * size) {
      const read = await engine.predict(pixels.subarray(start, start + CHUNK * size));
      probabilities.set(read, (start / size) * network.classes);
      await yieldToEventLoop();
      signal.throwIfAborted();
    }
    return probabilities;
  };
}

function noteWithoutPictures({ input, classes }: Network, { name }: PixelRange): string {
  return (
    `There were no pictures of ${input.width}×${input.height} pixels and up to ${classes} classes to try it on: ` +
    `it is taken for one that takes pixels of ${name}.`
  );
}

function checkFiles(files: readonly unknown[]): asserts files is readonly File[] {
  if (files.every((file) => file instanceof File)) return;
  throw new MnistError('invalid-argument', 'importModel() takes a list of File objects: model.json and its weights.');
}
