/** Networks of others in the trainer: whatever their layers, pixels, pictures and classes are. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer, PixelRangeName } from '../../src/index.js';
import { parseNetwork } from '../../src/network/parse.js';
import { readModelFiles } from '../../src/storage/keras/model-files.js';
import type { TrainedNetwork } from '../../src/storage/keras/scaling.js';
import { faultFolder } from '../support/faults.js';
import { failureOf, lessonWith, record, trainerWith } from '../support/lesson.js';
import { weightsOf } from '../support/worker-faults.js';
import { waitUntil } from '../support/wait-until.js';
import { filesOf, shipped, trainedOn, untrained, withInput } from './foreign-models.js';

const FEW = { 'train-size': 300, 'test-size': 50 };
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');
const SIZE = { height: 28, width: 28 };

const panel = (trainer: MnistTrainer): string => trainer.shadowRoot?.querySelector('[part=notes]')?.textContent ?? '';

async function expectSame(trainer: MnistTrainer, other: MnistTrainer, tolerance = 1e-4): Promise<void> {
  for (const index of [0, 1, 2]) {
    const { pixels } = await other.sample('test', index);
    const [found, expected] = [await trainer.predict(pixels), await other.predict(pixels)];
    found.probabilities.forEach((share, i) => expect(share).to.be.closeTo(expected.probabilities[i]!, tolerance));
  }
}

/** Softmax regression that a trainer has learned, and the trainer. */
let linear: TrainedNetwork;
let teacher: MnistTrainer;

before(async () => {
  teacher = await trainerWith({ model: 'linear', 'learning-rate': 0.01, 'train-size': 5000 });
  await teacher.train();
  linear = await readModelFiles(await teacher.exportModel());
});

describe('The pixels of an imported network', () => {
  const cases: [PixelRangeName, readonly number[]][] = [
    ['0–1', [28, 28, 1]],
    ['0–255', [28, 28]],
    ['−1–1', [784]],
    ['1–0', [28, 28]],
    ['255–0', [784]],
  ];
  for (const [range, shape] of cases) {
    it(`are found out to be ${range}, with an input [${shape.join()}], and told`, async () => {
      const trainer = await trainerWith();
      const events = record(trainer, 'mnist-import', 'mnist-error');
      const detail = await trainer.importModel(await filesOf(trainedOn(linear, range), withInput(shape)));
      expect(detail).to.deep.include({ model: 'linear', ...SIZE, classes: 10, pixels: range, evidence: 'pictures' });
      expect(detail.accuracy).to.be.above(0.7);
      expect(detail.pictures).to.equal(300);
      expect(detail.notes.at(-1)).to.contain(`pixels of ${range} and reads`);
      expect(events.map(({ detail: told }) => told)).to.deep.equal([detail]);
      await trainer.updateComplete;
      expect(panel(trainer)).to.match(
        new RegExp(`takes pixels of ${range}: so it reads [\\d.]+.?% of 300 test images`),
      );
      await expectSame(trainer, teacher);
    });
  }

  it('are kept with the network: saved, restored, exported and imported again', async () => {
    const key = `import-${performance.now()}`;
    const trainer = await trainerWith({ ...FEW, 'storage-key': key });
    await trainer.importModel(await filesOf(trainedOn(await shipped(), '0–255')));
    await trainer.save();
    const [restored, again] = [await trainerWith({ ...FEW, 'storage-key': key }), await trainerWith(FEW)];
    await waitUntil(() => restored.state === 'ready', 'it is restored');
    const { evidence, pictures } = await again.importModel(await trainer.exportModel());
    expect([evidence, pictures]).to.deep.equal(['file', 0]);
    await expectSame(restored, trainer, 1e-6);
    await expectSame(again, trainer, 1e-6);
    expect((await restored.evaluate()).accuracy).to.be.above(0.95);
  });

  it('are found out on the images that come with the script where a page has none that fit', async () => {
    for (const src of [faultFolder('missing'), faultFolder('size-13x9')]) {
      const trainer = await trainerWith({ ...FEW, src });
      const errors = record(trainer, 'mnist-error');
      const detail = await trainer.importModel(await filesOf(trainedOn(linear, '−1–1')));
      expect(detail).to.deep.include({ pixels: '−1–1', evidence: 'pictures' });
      expect(trainer.data).to.equal(null);
      expect(errors).to.be.empty;
    }
  });

  it('are warned of, in the language of the page, when the network reads nothing', async () => {
    const trainer = await trainerWith({ ...FEW, lang: 'de' });
    const detail = await trainer.importModel(await filesOf(untrained(parseNetwork('dense 8', SIZE, 10))));
    expect(detail).to.deep.include({ pixels: '0–1', evidence: 'chance' });
    expect(detail.notes.join()).to.contain('no more pictures right than chance');
    await waitUntil(() => panel(trainer).includes('nicht mehr Testbilder richtig als der Zufall'), 'it warns');
  });

  it('are those of the file, or from 0 to 1, where no pictures fit the network', async () => {
    const trainer = await trainerWith(FEW);
    const small = untrained(parseNetwork('dense 8', { height: 20, width: 20 }, 10));
    expect(await trainer.importModel(await filesOf(small))).to.deep.include({ evidence: 'none', pixels: '0–1' });
    await trainer.updateComplete;
    expect(panel(trainer)).to.contain('no test images that fit').and.contain('0–1 is a guess');
    const scaled = await filesOf(small, ({ config }) => {
      const [first] = config.layers;
      const { batch_input_shape, ...others } = first!.config;
      first!.config = others;
      const config_ = { name: 'rescaling', scale: 1 / 255, offset: 0, batch_input_shape };
      config.layers.unshift({ class_name: 'Rescaling', config: config_ });
    });
    expect(await trainer.importModel(scaled)).to.deep.include({ evidence: 'file', pixels: '0–255', accuracy: null });
  });
});

describe('An imported network of other layers', () => {
  it('stands in for the page’s: it is summarised, trained further, evaluated, and goes with reset()', async () => {
    const { trainer, pad, charts } = await lessonWith({ 'train-size': 2000, 'test-size': 300, model: 'dense' });
    charts.views = 'summary confusion';
    const own = trainer.modelSummary;
    await trainer.train();
    pad.strokes = [
      [
        [0.5, 0.1],
        [0.5, 0.9],
      ],
    ];
    const read = await pad.predict();
    const { model } = await trainer.importModel(await filesOf(trainedOn(linear, '0–255'), withInput([784])));
    expect(model).to.equal('linear');
    expect(trainer.evaluation, 'of the network before').to.equal(null);
    expect(trainer.modelSummary.map(({ parameters }) => parameters)).to.deep.equal([0, 7850]);
    expect(trainer.session.info?.summary).to.deep.equal(trainer.modelSummary);
    const before = (await trainer.evaluate()).accuracy;
    expect(before).to.be.above(0.7);
    await waitUntil(() => pad.prediction?.confidence !== read?.confidence, 'the pad reads anew');
    trainer.learningRate = 0.001;
    expect((await trainer.train()).history[0]!.loss).to.be.below(1);
    expect(trainer.modelSummary).to.have.length(2);
    expect(trainer.evaluation!.accuracy).to.be.above(before - 0.05);
    await trainer.reset();
    expect(trainer.modelSummary).to.deep.equal(own);
    await trainer.train();
    expect(trainer.session.info?.summary).to.deep.equal(own);
  });

  it('makes room when `model` asks for another, with the next training', async () => {
    const trainer = await trainerWith(FEW);
    await trainer.importModel(await filesOf(linear));
    const imported = trainer.modelSummary;
    trainer.model = 'dense 8';
    expect(trainer.modelSummary, 'of the one that is there').to.deep.equal(imported);
    expect((await trainer.evaluate()).accuracy).to.be.above(0.7);
    await trainer.train();
    expect(trainer.modelSummary.at(-2)!.outputShape).to.deep.equal([null, 8]);
    expect(trainer.session.info?.summary).to.deep.equal(trainer.modelSummary);
  });

  it('is restored in place of the page’s, with the names of its classes', async () => {
    const key = `letters-${performance.now()}`;
    const network = parseNetwork('dense 8', SIZE, 26);
    const attributes = { ...FEW, 'storage-key': key };
    const first = await trainerWith({ ...attributes, labels: LETTERS.join() });
    await first.importModel(await filesOf(untrained(network)));
    expect(first.labelNames).to.deep.equal(LETTERS);
    await first.save();
    const second = await trainerWith(attributes);
    await waitUntil(() => second.state === 'ready', 'it is restored');
    expect(second.labelNames).to.deep.equal(LETTERS);
    expect(second.modelSummary.at(-1)!.outputShape).to.deep.equal([null, 26]);
    const { label, probabilities } = await second.predict(new Uint8Array(784));
    expect(probabilities).to.have.length(26);
    expect(LETTERS.concat('null')).to.include(String(label));
  });

  it('still stands in when the element was away, and the worker had to take it up again', async () => {
    const trainer = await trainerWith(FEW);
    await trainer.importModel(await filesOf(untrained(parseNetwork('dense 8', SIZE, 26))));
    const parent = trainer.parentElement!;
    const [image, summary] = [new Uint8Array(784).fill(50), trainer.modelSummary];
    const before = await trainer.predict(image);
    trainer.remove();
    await Promise.resolve();
    parent.append(trainer);
    expect(await trainer.predict(image)).to.deep.equal(before);
    expect(trainer.modelSummary).to.deep.equal(summary);
    expect((await failureOf(trainer.train())).message).to.contain('name all 26 in `labels`');
  });

  it('calls its classes by their numbers where the page names fewer or more', async () => {
    const trainer = await trainerWith({ ...FEW, labels: 'zero,one,two,three,four,five,six,seven,eight,nine' });
    await trainer.importModel(await filesOf(untrained(parseNetwork('', SIZE, 26))));
    expect(trainer.labelNames).to.deep.equal(LETTERS.map((_, index) => String(index)));
    await trainer.importModel(await filesOf(linear));
    expect(trainer.labelNames[9]).to.equal('nine');
  });

  it('is neither trained nor tested on data that do not fit it, which says what to do', async () => {
    const trainer = await trainerWith({ ...FEW, src: faultFolder('size-13x9'), model: 'dense 8' });
    await trainer.importModel(await filesOf(linear));
    for (const [kind, code] of [
      ['size-13x9', 'data-dimensions'],
      ['many-classes', 'data-label-range'],
      ['three-classes', 'data-label-range'],
    ] as const) {
      trainer.src = faultFolder(kind);
      for (const command of [() => trainer.train(), () => trainer.evaluate()]) {
        const failure = await failureOf(command());
        expect(failure.code).to.equal(code);
        expect(failure.message).to.contain('set `src`').and.contain('`reset()`');
      }
    }
    trainer.labels = LETTERS.slice(0, 10).join();
    expect((await trainer.evaluate()).confusion).to.have.length(10);
    await trainer.reset();
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('loses the calibration of its file when it is trained further', async () => {
    const trainer = await trainerWith(FEW);
    const calibration = { temperature: 1.7, threshold: 0.4 };
    const files = await filesOf(linear, (_, json) => (json.userDefinedMetadata = { calibration }));
    await trainer.importModel(files);
    expect(trainer.session.info?.calibration).to.deep.equal(calibration);
    await trainer.train();
    expect(trainer.session.info?.calibration).to.equal(undefined);
    await trainer.importModel(files);
    await trainer.importModel(await filesOf(linear));
    expect(trainer.session.info?.calibration).to.equal(undefined);
  });
});

describe('A network that cannot be imported', () => {
  it('is refused with a sentence that names what is wrong, and the one in memory stays', async () => {
    const trainer = await trainerWith(FEW);
    await trainer.importModel(await filesOf(linear));
    const cases: [Promise<[File, File]>, string, RegExp][] = [
      [filesOf(linear, ({ config }) => (config.layers[0]!.class_name = 'LSTM')), 'model-shape', /\(LSTM\)/],
      [filesOf(linear, ({ config }) => (config.layers[0]!.class_name = 'Magic')), 'model-shape', /\(Magic\)/],
      [
        filesOf(linear, ({ config }) => {
          config.input_layers = [
            ['a', 0, 0],
            ['b', 0, 0],
          ];
        }),
        'model-shape',
        /2 inputs/,
      ],
      [filesOf(untrained({ input: SIZE, layers: [], classes: 300 })), 'model-shape', /300 classes/],
      [damaged((weights) => weights.slice(0, -4)), 'model-invalid', /should have 31400 bytes, but have 31396/],
      [damaged((weights) => new Uint8Array([...weights, 0, 0, 0, 0])), 'model-invalid', /but have 31404/],
      [damaged((weights) => weights.fill(0xff, 0, 4)), 'model-invalid', /not all finite/],
    ];
    const errors = record(trainer, 'mnist-error');
    for (const [files, code, says] of cases) {
      const failure = await failureOf(trainer.importModel(await files));
      expect(failure.message).to.match(says);
      expect(failure.code).to.equal(code);
    }
    expect(errors).to.have.length(cases.length);
    await expectSame(trainer, teacher, 1e-6);
    expect(trainer.modelSummary).to.have.length(2);
  });

  it('because somebody stopped it leaves the one in memory as it was', async () => {
    const trainer = await trainerWith({ ...FEW, model: 'dense 8' });
    await trainer.train();
    const weights = await weightsOf(trainer);
    trainer.src = faultFolder('stalled');
    const importing = failureOf(trainer.importModel(await filesOf(untrained(parseNetwork('', SIZE, 20)))));
    await waitUntil(() => trainer.state === 'loading', 'it looks for pictures');
    await trainer.stop();
    expect((await importing).code).to.equal('stopped');
    expect(await weightsOf(trainer)).to.deep.equal(weights);
    expect(trainer.state).to.equal('ready');
  });
});

async function damaged(damage: (weights: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): Promise<[File, File]> {
  const [json, weights] = await filesOf(linear);
  return [json, new File([damage(new Uint8Array(await weights.arrayBuffer()))], weights.name)];
}
