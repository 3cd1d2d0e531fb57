/** Strings from attributes, files and storage stay text, in a plain page and where Trusted Types are enforced. */
import { expect } from '@open-wc/testing';
import type { MnistError } from '../../src/shared/errors.js';
import { faultFolder, rejection } from '../support/faults.js';
import { waitUntil } from '../support/wait-until.js';
import { expectUnharmed, HOSTILE, openPage, PAGES, quick, textOf, VIEWS, type Page } from './hostile-pages.js';

/** The error of ours that a promise rejects with; the frame has an `Error` of its own. */
async function failureOf(promise: Promise<unknown>): Promise<MnistError> {
  const error = (await rejection(promise)) as MnistError;
  expect(error.name).to.equal('MnistError');
  return error;
}

for (const [kind, path] of PAGES) {
  describe(`Hostile strings in ${kind}`, () => {
    let page: Page;

    before(async () => (page = await openPage(path)));
    afterEach(() => expectUnharmed(page));

    it('are quoted as text by the errors of the attributes that they stand in', async () => {
      const trainer = page.add('mnist-trainer', quick);
      for (const name of ['model', 'epochs', 'learning-rate', 'threads', 'augment', 'backend', 'worker-src', 'src']) {
        for (const words of HOSTILE) {
          if ((name === 'src' || name === 'worker-src') && !words.startsWith('javascript:')) continue;
          trainer.setAttribute(name, words);
          const { message } = await failureOf(trainer.train());
          expect(message).to.contain(words);
          await trainer.updateComplete;
          expect(trainer.renderRoot.querySelector('[part=error]')!.textContent).to.equal(message);
        }
        trainer.removeAttribute(name);
      }
      trainer.remove();
    });

    it('name no worker, no data and no network but those of a server that may serve them', async () => {
      const trainer = page.add('mnist-trainer', quick);
      for (const url of ['javascript:top.harmed=1', 'data:text/javascript,top.harmed=1', 'https://a.example/w.js']) {
        trainer.workerSrc = url;
        expect((await failureOf(trainer.load())).code).to.equal('invalid-attribute');
      }
      trainer.remove();
      const pad = page.add('digit-pad', {});
      pad.strokes = [
        [
          [0.5, 0.2],
          [0.5, 0.8],
        ],
      ];
      for (const url of ['javascript:top.harmed=1', 'data:application/json,{}']) {
        pad.modelSrc = url;
        expect((await failureOf(pad.predict())).code).to.equal('invalid-attribute');
      }
      pad.remove();
    });

    it('are ignored among `views`, and nothing is found by them', async () => {
      const charts = page.add('mnist-charts', { views: HOSTILE.join(' '), for: HOSTILE[1]! });
      const pad = page.add('digit-pad', { for: HOSTILE[2]!, name: HOSTILE[0]! });
      await charts.updateComplete;
      pad.strokes = [
        [
          [0.5, 0.2],
          [0.5, 0.8],
        ],
      ];
      expect((await failureOf(pad.predict())).code).to.equal('trainer-not-found');
      for (const element of [charts, pad]) element.remove();
    });

    it('are keys like any other for saved models', async () => {
      const first = page.add('mnist-trainer', quick);
      await first.train();
      for (const key of HOSTILE) {
        first.storageKey = key;
        await first.save();
        await first.restore();
      }
      first.remove();
    });

    it('are taken from no record that somebody has put into the database', async () => {
      const key = 'by hand';
      const trainer = page.add('mnist-trainer', { ...quick, 'storage-key': key });
      const charts = page.add('mnist-charts', { views: VIEWS });
      await trainer.train();
      const good = await change(key, (record) => record);
      const [words] = HOSTILE;
      const epoch = {
        epoch: words,
        epochs: words,
        loss: words,
        accuracy: words,
        valLoss: 1,
        valAccuracy: 1,
        seconds: 1,
      };
      await change(key, (record) => ({
        ...record,
        history: [epoch],
        calibration: { temperature: words, threshold: words },
      }));
      await trainer.restore();
      expect(trainer.history).to.deep.equal([]);
      await charts.updateComplete;
      for (const network of [words, { model: words }, { ...(good['network'] as object), model: '__proto__' }]) {
        await change(key, (record) => ({ ...record, network }));
        expect((await failureOf(trainer.restore())).code).to.equal('storage-corrupt');
      }
      for (const element of [trainer, charts]) element.remove();
    });

    it('are text in imported files and their names', async () => {
      const trainer = page.add('mnist-trainer', quick);
      await trainer.train();
      const [json, weights] = (await trainer.exportModel()) as [File, File];
      const text = await json.text();
      const [words] = HOSTILE;
      const quoted = JSON.stringify(words);
      const importing = (content: string, name = 'model.json'): Promise<unknown> =>
        trainer.importModel([new File([content], name), weights]);
      for (const [content, name] of [
        [text.replaceAll('"Conv2D"', quoted)],
        [text.replaceAll('"float32"', quoted)],
        [text.replaceAll('"weights.bin"', quoted)],
        [`{${words}`, `${words}.json`],
      ] as const) {
        const { message } = await failureOf(importing(content, name));
        await trainer.updateComplete;
        expect(trainer.renderRoot.querySelector('[part=error]')!.textContent).to.equal(message);
      }
      const renamed = text.replaceAll(/"(conv2d|max_pooling2d|flatten|dense)_\d/g, `"${quoted.slice(1, -1)}`);
      await importing(renamed.replace(/"labels":\[[^\]]*\]/, `"labels":[${quoted},${quoted}],"__proto__":{"x":1}`));
      trainer.remove();
    });

    it('are text as the labels of a network that a page points to', async () => {
      const pad = page.add('digit-pad', {
        'model-src': faultFolder('hostile-labels'),
        'show-activations': '',
        threshold: '0',
      });
      pad.strokes = [
        [
          [0.5, 0.2],
          [0.5, 0.8],
        ],
      ];
      const prediction = await pad.predict();
      expect(prediction!.label).to.contain('<img');
      await waitUntil(() => textOf(pad).includes('<img'));
      expectUnharmed(page);
      pad.remove();
    });
  });
}

/** Changes a saved record as a program of the same origin could. */
async function change(
  key: string,
  make: (record: Record<string, unknown>) => Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const database = await done(indexedDB.open('mnist-elements'));
  const store = database.transaction('models', 'readwrite').objectStore('models');
  const record = make((await done(store.get(key))) as Record<string, unknown>);
  await done(store.put(record, key));
  database.close();
  return record;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}
