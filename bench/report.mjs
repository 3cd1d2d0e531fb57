/** Says in tables what was measured. */
import { compare, median, quantile } from './statistics.mjs';
import { isReached, judge } from './targets.mjs';

/** @typedef {import('./tables.mjs').Section} Section */

/** Everybody is compared with this one. */
const YARDSTICK = 'tfjs-cpu';

const integer = (value) => Math.round(value).toLocaleString('en');
const percent = (share) => `${(100 * share).toFixed(2)} %`;
const seconds = (value) => (value === undefined ? 'not reached' : `${value.toFixed(1)} s`);
const milliseconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const factor = (value) => (value < 10 ? value.toFixed(1) : integer(value));

/** @param {readonly import('./training-speed.mjs').SpeedResult[]} speed @returns {Section} */
export function speedSection(speed) {
  const yardstick = speed.find(({ id }) => id === YARDSTICK)?.speeds ?? [];
  return {
    title: 'Training speed',
    text:
      'The same network (two convolutions, 53,866 parameters), batch size 64, Adam, real MNIST; each in a worker. ' +
      'Everybody is measured in every round, one after the other, by turns; the figure is the median over the rounds.',
    columns: ['who', 'images/s', 'slowest–fastest round', 'times TensorFlow.js cpu', 'slowest–fastest round'],
    rows: speed.map(({ name, speeds, failure }) => {
      if (failure !== undefined) return [name, 'cannot run here', '', '', ''];
      const figures = [
        name,
        integer(median(speeds)),
        `${integer(Math.min(...speeds))}–${integer(Math.max(...speeds))}`,
      ];
      if (yardstick.length === 0) return [...figures, '', ''];
      const { ratio, min, max } = compare(speeds, yardstick);
      return [...figures, factor(ratio), `${factor(min)}–${factor(max)}`];
    }),
    notes: speed.map(({ name, what, failure }) => `- ${name}: ${what}${failure === undefined ? '' : `; ${failure}`}`),
  };
}

/** @param {readonly import('./other-networks.mjs').NetworkSpeed[]} networks @returns {Section} */
export function networkSection(networks) {
  const times = (fast, slow) => {
    const { ratio, min, max } = compare(fast, slow);
    return `${factor(ratio)} (${factor(min)}–${factor(max)})`;
  };
  return {
    title: 'Other networks',
    text:
      'Any list of layers: `backend="simd" threads="1"`, beside `backend="wasm"` (TensorFlow.js\u2019 own WebAssembly ' +
      'backend with the kernels that it lacks) and beside TensorFlow.js cpu with the very same network. By turns, ' +
      'medians; in brackets the extremes within a round. Batch size 64, but 8 in plain JavaScript.',
    columns: ['network', 'images/s', 'times TensorFlow.js cpu', 'times `wasm`'],
    rows: networks.map(({ network, simd, wasm, cpu }) => [
      `\`${network}\``,
      integer(median(simd)),
      times(simd, cpu),
      times(simd, wasm),
    ]),
  };
}

/** @param {readonly import('./accuracy.mjs').AccuracyResult[]} accuracy @returns {Section} */
export function accuracySection(accuracy) {
  return {
    title: 'Accuracy and training time',
    text:
      'With `backend="simd" threads="1"`: one core. 55,000 images are learned from, and 10,000 others tested. Seconds are ' +
      'of training alone; 98 % and 99 % are looked for on 5,000 held-out images at the end of each epoch.',
    columns: ['setting', 'seed', 'test accuracy', 'training', 'to 98 %', 'to 99 %'],
    rows: accuracy.flatMap(({ attributes, runs }) => {
      const setting = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
      return runs.map((run) => [
        setting.join(' ') || 'the defaults',
        String(run.seed),
        percent(run.accuracy),
        seconds(run.seconds),
        seconds(run.secondsTo98),
        seconds(run.secondsTo99),
      ]);
    }),
  };
}

/** @param {readonly import('./downloads.mjs').DownloadResult[]} downloads @returns {Section} */
export function downloadSection(downloads) {
  return {
    title: 'Downloads',
    text: 'Files as a browser asked for them, gzipped, without the data.',
    columns: ['what', 'gzipped', 'files'],
    rows: downloads.map(({ what, gzipped, files }) => [
      what,
      kilobytes(gzipped),
      files.map(({ file, gzipped }) => `${file} ${kilobytes(gzipped)}`).join(', '),
    ]),
  };
}

/** @param {import('./page.mjs').PageResult} page @returns {Section} */
export function pageSection(page) {
  const fetched = page.fetchedBeforeInteraction.map(({ file, gzipped }) => `${file} (${kilobytes(gzipped)} gzipped)`);
  const times = (values) =>
    `${milliseconds(median(values))}, ${milliseconds(quantile(values, 0.95))}, ${milliseconds(Math.max(...values))}`;
  return {
    title: 'The page meanwhile',
    text:
      `A page with all three tags, 55,000 images, ${page.epochs} epochs with \`${page.trainedWith}\`, chosen by ` +
      'itself. Delays are median, 95th percentile and longest.',
    columns: ['what', 'measured'],
    rows: [
      ['fetched before any interaction', fetched.join(', ')],
      ['frames over 20 ms while training', `${page.lateFrames} of ${integer(page.frames)}`],
      [
        'tasks over 50 ms while training',
        page.longTasks.length === 0 ? 'none' : page.longTasks.map(({ duration }) => milliseconds(duration)).join(', '),
      ],
      [`mouse up to prediction, ${page.predictionAfter.length} drawings`, times(page.predictionAfter)],
      [`the same while training, ${page.predictionDuring.length} drawings`, times(page.predictionDuring)],
      ...Object.entries(page.responses).map(([method, values]) => [
        `\`${method}()\` while training, ${values.length} calls`,
        times(values),
      ]),
      [
        'memory with all data loaded, page and workers',
        `${megabytes(page.memory.heap)} of objects and ${megabytes(page.memory.buffers)} of buffers`,
      ],
    ],
    notes: page.longTasks.map(
      ({ duration, scripts }) => `- ${milliseconds(duration)}: ${scripts.join('; ') || 'nothing is known of it'}`,
    ),
  };
}

/** @param {import('./targets.mjs').Results} results @returns {Section} */
export function targetSection(results) {
  return {
    title: 'Targets',
    columns: ['reached', 'measured', 'target', 'what'],
    rows: judge(results).map((target) => [
      isReached(target) ? 'PASS' : 'MISS',
      target.value.toFixed(2) + (target.extremes === undefined ? '' : ` (${target.extremes})`),
      `${target.relation === '>=' ? '≥' : '≤'} ${target.limit}`,
      target.what,
    ]),
  };
}
