/** What the tags take in the markup of frameworks. Generated from the source by `npm run manifest`. */
import type { DigitPad, MnistCharts, MnistEventMap, MnistTrainer } from '../classes.js';

/** Attributes and properties of `<mnist-trainer>`. */
export interface MnistTrainerProps {
  /** URL of the folder with the four IDX files, plain or with `.gz`; one that ends in a hyphen is what their names begin with, such as `data/emnist-letters-`. Default: `data/` beside the script. */
  src?: MnistTrainer['src'] | undefined;
  /** Class names, separated by commas, 2 to 256. Default: `0,1,2,3,4,5,6,7,8,9`, or what the loaded data call them. */
  labels?: MnistTrainer['labels'] | undefined;
  /** Whether the pictures in the data lie on their side: `on`, `off`, or `auto`, by their files' names. Default: `auto`. */
  transpose?: MnistTrainer['transpose'] | undefined;
  /** How many training images to use, from the front, those that are held out among them. Default: all. */
  'train-size'?: number | `${number}` | undefined;
  /** How many training images to use, from the front, those that are held out among them. Default: all. */
  trainSize?: MnistTrainer['trainSize'] | undefined;
  /** How many of the training images in use are held out, the last ones, to watch the learning by; 0: none, and `valLoss` and `valAccuracy` are null. Default: a twelfth, which is 5,000 of 60,000. */
  'validation-size'?: number | `${number}` | undefined;
  /** How many of the training images in use are held out, the last ones, to watch the learning by; 0: none, and `valLoss` and `valAccuracy` are null. Default: a twelfth, which is 5,000 of 60,000. */
  validationSize?: MnistTrainer['validationSize'] | undefined;
  /** How many test images to use, from the front. Default: all. */
  'test-size'?: number | `${number}` | undefined;
  /** How many test images to use, from the front. Default: all. */
  testSize?: MnistTrainer['testSize'] | undefined;
  /** The network: `cnn` (two convolutions, 53,866 parameters), `dense` (one hidden layer of 128), `linear` (none), `lenet` (that of 1998), `deep` (which reads best, trained for as long as docs/networks.md says), or layers separated by commas, such as `conv 32 5x5, pool, dropout 0.25, dense 100 tanh`; the layer over the classes is implied. Default: `cnn`. */
  model?: MnistTrainer['model'] | undefined;
  /** Passes over the training images, 1 to 10,000. Default: 5. */
  epochs?: MnistTrainer['epochs'] | `${number}` | undefined;
  /** Images in a mini-batch, 1 to 100,000. Default: 64. */
  'batch-size'?: number | `${number}` | undefined;
  /** Images in a mini-batch, 1 to 100,000. Default: 64. */
  batchSize?: MnistTrainer['batchSize'] | undefined;
  /** How weights are moved: `adam`, `sgd`, `momentum` or `rmsprop`. Default: `adam`. */
  optimizer?: MnistTrainer['optimizer'] | undefined;
  /** Highest learning rate, above 0 to 10; `sgd` and `momentum` want about 0.1 and 0.02. Default: 0.003. */
  'learning-rate'?: number | `${number}` | undefined;
  /** Highest learning rate, above 0 to 10; `sgd` and `momentum` want about 0.1 and 0.02. Default: 0.003. */
  learningRate?: MnistTrainer['learningRate'] | undefined;
  /** The learning rate: up to its highest and down to 0 (`one-cycle`), or always the same (`constant`). Default: `one-cycle`. */
  schedule?: MnistTrainer['schedule'] | undefined;
  /** Pull of the weights towards 0 (L2), 0 to 1; 0.0001 is a usual one. Default: 0. */
  'weight-decay'?: number | `${number}` | undefined;
  /** Pull of the weights towards 0 (L2), 0 to 1; 0.0001 is a usual one. Default: 0. */
  weightDecay?: MnistTrainer['weightDecay'] | undefined;
  /** Any integer; the same seed, backend and thread count give the same weights. Default: none, different each time. */
  seed?: MnistTrainer['seed'] | `${number}` | undefined;
  /** What computes: `auto` (the fastest that works), `webgpu`, `webgl`, `simd`, `wasm` or `cpu`. Default: `auto`. */
  backend?: MnistTrainer['backend'] | undefined;
  /** Workers of the SIMD engine: `auto` or 1 to 16. Default: `auto`. */
  threads?: MnistTrainer['threads'] | undefined;
  /** How training images change at random: `none`, `shift` (by a pixel) or `drawn` (as hands differ). Default: `shift`. */
  augment?: MnistTrainer['augment'] | undefined;
  /** Key in IndexedDB: the model is restored from it on connect and saved under it after training. Default: none. */
  'storage-key'?: string | undefined;
  /** Key in IndexedDB: the model is restored from it on connect and saved under it after training. Default: none. */
  storageKey?: MnistTrainer['storageKey'] | undefined;
  /** Train as soon as connected. Default: off. */
  autostart?: MnistTrainer['autostart'] | undefined;
  /** URL of the worker script, for self-hosting. Default: `worker.js` beside the script. */
  'worker-src'?: string | undefined;
  /** URL of the worker script, for self-hosting. Default: `worker.js` beside the script. */
  workerSrc?: MnistTrainer['workerSrc'] | undefined;
}

/** Events of `<mnist-trainer>`. */
export interface MnistTrainerEvents {
  /** `predict()` read an image. */
  'mnist-prediction': MnistEventMap['mnist-prediction'];
  /** The state moved; detail `{state, previous}`. */
  'mnist-state-change': MnistEventMap['mnist-state-change'];
  /** Data arrived; detail `{loaded, total, file}` in bytes. */
  'mnist-load-progress': MnistEventMap['mnist-load-progress'];
  /** Data were understood; detail `{width, height, classes, labels, train, validation, test, notes}`. */
  'mnist-data': MnistEventMap['mnist-data'];
  /** Up to twenty times a second while training; `points` holds every batch since the last one. */
  'mnist-batch-end': MnistEventMap['mnist-batch-end'];
  /** An epoch is done, and the network was measured on the held-out images. */
  'mnist-epoch-end': MnistEventMap['mnist-epoch-end'];
  /** Training finished or was stopped. */
  'mnist-train-end': MnistEventMap['mnist-train-end'];
  /** The test set was evaluated, at the end of a training or by `evaluate()`. */
  'mnist-evaluation': MnistEventMap['mnist-evaluation'];
  /** `importModel()` took a network over; detail `{model, width, height, classes, pixels, evidence, pictures, accuracy, notes}`. */
  'mnist-import': MnistEventMap['mnist-import'];
  /** The worker or the GPU was lost, and the trainer has what it had learned again; a training goes on with `epoch` and `batch`, none of which is told twice. */
  'mnist-recovery': MnistEventMap['mnist-recovery'];
  /** Something failed; detail has `code`, `message`, `cause`. */
  'mnist-error': MnistEventMap['mnist-error'];
}

/** Attributes and properties of `<digit-pad>`. */
export interface DigitPadProps {
  /** Id of the trainer in the same document or shadow root; empty, the default, for the nearest before the pad. */
  for?: DigitPad['for'] | undefined;
  /** Width of the ink on the surface, as a fraction of its side, above 0 and up to 0.5; 0.06 by default. */
  'stroke-width'?: number | `${number}` | undefined;
  /** Width of the ink on the surface, as a fraction of its side, above 0 and up to 0.5; 0.06 by default. */
  strokeWidth?: DigitPad['strokeWidth'] | undefined;
  /** Whether strokes are read while they are being drawn, not only after; false by default. */
  live?: DigitPad['live'] | undefined;
  /** URL of the folder with the network for pages without a trainer; `model/` beside the script by default. */
  'model-src'?: string | undefined;
  /** URL of the folder with the network for pages without a trainer; `model/` beside the script by default. */
  modelSrc?: DigitPad['modelSrc'] | undefined;
  /** URL of the folder with the images that such a network is taught with; `data/` beside the script by default. */
  src?: DigitPad['src'] | undefined;
  /** URL of the worker script on a page without a trainer, for self-hosting; beside the script by default. */
  'worker-src'?: string | undefined;
  /** URL of the worker script on a page without a trainer, for self-hosting; beside the script by default. */
  workerSrc?: DigitPad['workerSrc'] | undefined;
  /** The least probability at which a class is named, 0…1; null, the default, for the network's own. */
  threshold?: DigitPad['threshold'] | `${number}` | undefined;
  /** Whether the image that the network sees is shown; false by default. */
  'show-input'?: boolean | '' | undefined;
  /** Whether the image that the network sees is shown; false by default. */
  showInput?: DigitPad['showInput'] | undefined;
  /** Whether it is shown what each convolution layer responds to; false by default. */
  'show-activations'?: boolean | '' | undefined;
  /** Whether it is shown what each convolution layer responds to; false by default. */
  showActivations?: DigitPad['showActivations'] | undefined;
  /** Whether people are asked what a drawing really is; false by default. */
  correctable?: DigitPad['correctable'] | undefined;
  /** The drawing: strokes of points [x, y], both 0…1 from the top left corner; empty by default. Setting it copies the strokes, moves points outside to the edge, forgets the last prediction, and throws an MnistError `invalid-argument` for anything else. */
  strokes?: DigitPad['strokes'] | undefined;
  /** What drawings really were, oldest first; empty by default. Setting it copies the corrections, and throws an MnistError `invalid-argument` unless each has the `index` of a class, such as 0…9, and a byte for each pixel of the network's pictures, such as 784, as `pixels`. */
  corrections?: DigitPad['corrections'] | undefined;
  /** Name of the value in a form's data; none by default. */
  name?: DigitPad['name'] | undefined;
  /** Whether the element can be used at all; false by default. */
  disabled?: DigitPad['disabled'] | undefined;
  /** Whether a form needs a value to be valid; false by default. */
  required?: DigitPad['required'] | undefined;
  /** Whether people cannot change the value, while programs still can; false by default. */
  readonly?: boolean | '' | undefined;
  /** Whether people cannot change the value, while programs still can; false by default. */
  readOnly?: DigitPad['readOnly'] | undefined;
}

/** Events of `<digit-pad>`. */
export interface DigitPadEvents {
  /** Somebody said what a drawing really is; detail `{label, index, predicted, width, height, pixels, strokes}`. */
  'mnist-correction': MnistEventMap['mnist-correction'];
  /** The drawing was read; the detail says as what. */
  'mnist-prediction': MnistEventMap['mnist-prediction'];
  /** Reading failed, or an attribute cannot be used; the detail is an `MnistError`. */
  'mnist-error': MnistEventMap['mnist-error'];
}

/** Attributes and properties of `<mnist-charts>`. */
export interface MnistChartsProps {
  /** Id of the trainer in the same document or shadow root; default: the nearest before this element, else the first. */
  for?: MnistCharts['for'] | undefined;
  /** What to show, in this order: any of `loss`, `accuracy`, `summary`, `confusion`, `classes` and `samples`, separated by spaces; default `loss accuracy`. */
  views?: MnistCharts['views'] | undefined;
}

/** Events of `<mnist-charts>`. */
export interface MnistChartsEvents {
  /** `invalid-attribute` for views that do not exist; `charts-failed` when a chart cannot be loaded or drawn; `trainer-not-found` when images are asked for and there is no trainer */
  'mnist-error': MnistEventMap['mnist-error'];
}

/** The three tags. */
export interface Tags {
  'mnist-trainer': { element: MnistTrainer; props: MnistTrainerProps; events: MnistTrainerEvents };
  'digit-pad': { element: DigitPad; props: DigitPadProps; events: DigitPadEvents };
  'mnist-charts': { element: MnistCharts; props: MnistChartsProps; events: MnistChartsEvents };
}
