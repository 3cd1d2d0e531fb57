/**
 * The public vocabulary: every shape that appears in an event's detail, a property or a method's result.
 * Accuracies and probabilities are 0…1, losses are mean cross-entropy in nats, times are seconds.
 */
import type { MnistError } from './errors.js';

/**
 * The network to train: one that has a name, or layers separated by commas, such as `conv 32 5x5, pool, dense 100 tanh`.
 * `cnn` has two convolutions, `dense` one hidden layer of 128 units, `linear` none; `lenet` is that of LeCun et al., 1998,
 * and `deep` reads best, trained for as long as docs/networks.md says.
 */
export type ModelKind = 'cnn' | 'dense' | 'linear' | 'lenet' | 'deep' | (string & {});

/** How the weights are moved along their gradient. */
export type OptimizerName = 'adam' | 'sgd' | 'momentum' | 'rmsprop';

/** How the learning rate goes over a training: up and down again, or the same throughout. */
export type ScheduleName = 'one-cycle' | 'constant';

/**
 * What a network is exported as: `tfjs`, the two files of a TensorFlow.js layers model; `onnx`, one file for ONNX runtimes;
 * `pytorch`, an archive with weights, a module, and a script that goes on training it.
 */
export type ExportFormat = 'tfjs' | 'onnx' | 'pytorch';

/** What can compute. `simd` is this project's own WebAssembly engine, the others are TensorFlow.js backends. */
export type Backend = 'webgpu' | 'webgl' | 'simd' | 'wasm' | 'cpu';

/**
 * How training images are changed at random. `shift`: moved by up to a pixel; `drawn`: also turned, slanted, scaled and
 * with another pen, as people's drawings differ.
 */
export type Augmentation = 'none' | 'shift' | 'drawn';

/** Workers of the SIMD engine: as many as are fastest, or 1 to 16. */
export type Threads = number | 'auto' | `${number}`;

/** Everything that `<mnist-charts>` can show. */
export type ViewName = 'loss' | 'accuracy' | 'summary' | 'confusion' | 'classes' | 'samples';

/** What it shows, in this order: names with a space between them, each at most once, such as `loss summary`. */
export type ChartViews = '' | NamesOnce<ViewName>;

/** All sequences of these words in which none occurs twice. */
type NamesOnce<Name extends string> = { [First in Name]: First | `${First} ${NamesOnce<Exclude<Name, First>>}` }[Name];

/** The two halves of a dataset. */
export type Split = 'train' | 'test';

/** Of grey pictures, in pixels; each side from 8 to 64. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Whether the pictures in the data lie on their side, mirrored. `auto`: as EMNIST's do, known by the files' names. */
export type Transpose = 'auto' | 'on' | 'off';

/**
 * What was changed to make sense of the data. `labels-from-1`: they are counted from 1 in the files, and from 0 here;
 * `transposed`: rows and columns of every picture have changed places.
 */
export type DataNote = 'labels-from-1' | 'transposed';

/** Detail of `mnist-data`, and the trainer's property `data`. */
export interface DataFacts extends PictureSize {
  /** How many classes there are, 2 to 256. */
  readonly classes: number;
  /** What the files call them, by index; the trainer's `labels` go before. */
  readonly labels: readonly string[];
  /** Pictures in use: to learn from, held out to watch the learning by, and to test with at its end. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly notes: readonly DataNote[];
}

/** What a network takes for paper and for full ink, in this order. The last three are of dark ink on white paper. */
export type PixelRangeName = '0–1' | '0–255' | '−1–1' | '1–0' | '255–0' | '1–−1';

/**
 * How it is known which pixels an imported network takes. `file`: its file tells; `pictures`: of all ranges, this one has it
 * read most pictures right; `chance`: it was tried, and reads no more right than chance whatever the range, so that this
 * is a guess; `none`: there were no pictures of its size and classes, so that this is a guess, too.
 */
export type PixelEvidence = 'file' | 'pictures' | 'chance' | 'none';

/** Detail of `mnist-import`, and what `importModel()` resolves with. Sides are those of the pictures that it reads. */
export interface ModelImport extends PictureSize {
  /** The network, as the attribute `model` would ask for it. */
  readonly model: string;
  /** How many classes it tells apart, 2 to 256. */
  readonly classes: number;
  /** What its pixels were. It has been changed to take those of this library, and computes the same. */
  readonly pixels: PixelRangeName;
  readonly evidence: PixelEvidence;
  /** How many pictures it was tried on; 0 when it was not. */
  readonly pictures: number;
  /** Share of these that it reads right; null when it was not tried. */
  readonly accuracy: number | null;
  /** What was found out and what could not be taken over as it was, an English sentence each. */
  readonly notes: readonly string[];
}

/**
 * What a trainer is doing. `idle`: nothing loaded; `loading`: data or engine on their way; `ready`: can train or
 * predict at once; `training`; `paused`; `error`: the last command failed, and may be tried again.
 */
export type TrainerState = 'idle' | 'loading' | 'ready' | 'training' | 'paused' | 'error';

/** Detail of `mnist-state-change`. */
export interface StateChange {
  readonly state: TrainerState;
  readonly previous: TrainerState;
}

/** Detail of `mnist-load-progress`: bytes over all files of this load. `total` is 0 while the server has not told it. */
export interface LoadProgress {
  readonly loaded: number;
  readonly total: number;
  /** Name of the file that the last bytes belong to, such as `train-images-idx3-ubyte.gz`. */
  readonly file: string;
}

/** What one mini-batch reached before its weights were updated. `batch` counts from 0 within the epoch. */
export interface BatchPoint {
  readonly batch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Detail of `mnist-batch-end`: the newest batch, and every batch since the last such event in `points`. */
export interface BatchEnd extends BatchPoint {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Batches in an epoch. */
  readonly batches: number;
  /** Images in each of them but the last. */
  readonly batchSize: number;
  readonly points: readonly BatchPoint[];
  /** Training images a second, over about the last second. */
  readonly imagesPerSecond: number;
}

/** Detail of `mnist-epoch-end`, and an entry of `history`. */
export interface EpochEnd {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the epoch's training batches, each before its update and of images changed as `augment` says. */
  readonly loss: number;
  readonly accuracy: number;
  /**
   * On training images as they are, after the epoch: always the same 5,000 of them, or all where there are fewer. Missing
   * from what was saved before there was such a figure.
   */
  readonly trainLoss?: number;
  readonly trainAccuracy?: number;
  /** On the held-out images, after the epoch; null when `validation-size` is 0. */
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
  /** Training alone, without validation and pauses. */
  readonly seconds: number;
}

/** Detail of `mnist-train-end`. */
export interface TrainEnd {
  readonly reason: 'completed' | 'stopped';
  /** Finished epochs of this training. */
  readonly epochs: number;
  /** Training alone, without validation and pauses. */
  readonly seconds: number;
  /**
   * On the whole test set with the final weights. Null when the training was stopped before it had data and network, or
   * where reading the test images would have taken more than 1.5 seconds after `stop()`, and after a `reset()`.
   */
  readonly testAccuracy: number | null;
  readonly history: readonly EpochEnd[];
}

/** Detail of `mnist-recovery`: something was lost that computes, and the trainer goes on without it. */
export interface Recovery {
  /** The epoch and the batch with which the training goes on, counted as in `mnist-batch-end`; null: there was none. */
  readonly epoch: number | null;
  readonly batch: number | null;
  /** What was lost: the worker (`worker-crashed`) or the GPU (`engine-failed`). */
  readonly cause: MnistError;
}

/** A test image that the network reads wrongly. `label` and `predicted` are class indices. */
export interface Mistake {
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Probability that the network gave to `predicted`. */
  readonly confidence: number;
}

/** Detail of `mnist-evaluation`, over the whole test set. */
export interface Evaluation {
  readonly accuracy: number;
  readonly loss: number;
  /** Counts: `confusion[truth][predicted]`. */
  readonly confusion: readonly (readonly number[])[];
  /** Accuracy of each class; 0 for a class without test images. */
  readonly perClass: readonly number[];
  /** Every misread test image, the most confident mistake first. */
  readonly mistakes: readonly Mistake[];
}

/** Detail of `mnist-prediction`. */
export interface Prediction {
  /** Name of the most probable class; null when the network is not sure. */
  readonly label: string | null;
  /** Index of the most probable class. */
  readonly index: number;
  /** Its probability. */
  readonly confidence: number;
  /** One for each class; they sum to 1. */
  readonly probabilities: readonly number[];
}

/** An image and what it really shows. */
export interface LabelledImage {
  /** Index of the true class. */
  readonly index: number;
  /** As many bytes as the network's pictures have pixels, such as 784, row by row, 0 is background. */
  readonly pixels: Uint8Array;
}

/** Detail of `mnist-correction`: a drawing, and what the visitor says that it is. */
export interface Correction extends LabelledImage, PictureSize {
  /** Name of the true class. */
  readonly label: string;
  /** Index of the class that the network had found most probable. */
  readonly predicted: number;
  /** The drawing as in the pad's `strokes`. */
  readonly strokes: readonly (readonly (readonly [x: number, y: number])[])[];
}

/** What the channels of one convolution layer respond to in an image. */
export interface LayerActivation {
  /** As in the model summary, such as `conv2d_1`. */
  readonly name: string;
  /** Rows of each map. */
  readonly height: number;
  /** Columns of each map. */
  readonly width: number;
  /** The larger of both; where maps are square, as those of most networks are, there is no other. */
  readonly side: number;
  readonly channels: number;
  /** channels × height × width bytes: 0 where a channel is silent, 255 is the strongest response in the layer. */
  readonly maps: Uint8Array;
}

/** One example of the dataset. */
export interface Sample extends PictureSize {
  readonly split: Split;
  readonly index: number;
  /** How many examples the split has. */
  readonly count: number;
  /** width × height bytes, row by row, 0 is background. */
  readonly pixels: Uint8Array;
  /** Index of the true class. */
  readonly labelIndex: number;
  /** Name of the true class. */
  readonly label: string;
}

/** A row of the model summary. */
export interface LayerSummary {
  readonly name: string;
  /** Class name in TensorFlow.js, such as `Conv2D`. */
  readonly type: string;
  /** Output shape with `null` for the batch, such as `[null, 26, 26, 8]`. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
}
