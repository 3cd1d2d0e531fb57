/** What TypeScript knows of the tags and events without any framework. */
import 'mnist-elements';
import { DigitPad, MnistError, MnistTrainer, type BatchEnd, type Stroke } from 'mnist-elements/classes.js';
import { MnistCharts } from 'mnist-elements/mnist-charts.js';

const trainer: MnistTrainer = document.createElement('mnist-trainer');
trainer.model = 'dense';
trainer.backend = 'auto';
// @ts-expect-error -- no such optimizer
trainer.optimizer = 'newton';
// @ts-expect-error -- no such property
trainer.epoch = 3;
// @ts-expect-error -- what the trainer is doing cannot be set
trainer.state = 'training';

trainer.addEventListener('mnist-batch-end', ({ detail }) => {
  const batchEnd: BatchEnd = detail;
  const losses: number[] = detail.points.map(({ loss }) => loss);
  // @ts-expect-error -- an epoch's figure, not a batch's
  console.log(batchEnd, losses, detail.valAccuracy);
});
document.addEventListener('mnist-error', (event) => console.log(event));
trainer.addEventListener('mnist-error', ({ detail }) => {
  if (detail.code === 'data-not-found') console.log(detail.message);
  // @ts-expect-error -- no such code
  if (detail.code === 'oops') console.log();
});

const pad = document.querySelector('digit-pad');
const strokes: Stroke[] | undefined = pad?.strokes;
const prediction: Promise<string | null> | undefined = pad?.predict().then((read) => read?.label ?? null);
// @ts-expect-error -- strokes hold points, not numbers
if (pad) pad.strokes = [[1, 2]];

customElements.define('my-trainer', class extends MnistTrainer {});
console.log(
  strokes,
  prediction,
  MnistCharts.version,
  DigitPad.formAssociated,
  new MnistError('internal', 'Words.').code,
);
