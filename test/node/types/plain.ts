/** What TypeScript knows of the tags and events without any framework. */
import 'mnist-elements';
import { DigitPad, MnistError, MnistTrainer, type BatchEnd, type Stroke } from 'mnist-elements/classes.js';
import { MnistCharts } from 'mnist-elements/mnist-charts.js';

const trainer: MnistTrainer = document.createElement('mnist-trainer');
trainer.model = 'dense';
trainer.backend = 'auto';
// @ts-expect-error -- no such optimizer
trainer.optimizer = 'newton';
trainer.threads = 2;
trainer.threads = '2';
// @ts-expect-error -- neither a number nor `auto`
trainer.threads = 'all';
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
document.addEventListener('mnist-epoch-end', ({ detail }) => detail.valAccuracy?.toFixed(3));
window.addEventListener('mnist-epoch-end', ({ detail }) => detail.valAccuracy?.toFixed(3));
document.body.attachShadow({ mode: 'open' }).addEventListener('mnist-prediction', ({ detail }) => detail.label);
// @ts-expect-error -- a prediction has no such figure
document.addEventListener('mnist-prediction', ({ detail }) => console.log(detail.loss));
trainer.addEventListener('mnist-error', ({ detail }) => {
  if (detail.code === 'data-not-found') console.log(detail.message);
  // @ts-expect-error -- no such code
  if (detail.code === 'oops') console.log();
});

const charts: MnistCharts = document.createElement('mnist-charts');
charts.views = 'samples loss summary confusion classes accuracy';
charts.views = '';
// @ts-expect-error -- no such view
charts.views = 'losss';
// @ts-expect-error -- the same view twice
charts.views = 'loss loss';

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
