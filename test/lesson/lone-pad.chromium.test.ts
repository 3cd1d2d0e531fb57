/** What a pad of its own says, keeps and refuses, which is the same in every browser. */
import { aTimeout, expect } from '@open-wc/testing';
import { faultFolder } from '../support/faults.js';
import { failureOf, lessonWith, next, record } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';
import { buttons, levels, ONE, padWith, press, SEVEN } from './lone-pads.js';

describe('A pad without a trainer on the page', () => {
  it('reads for a program, too', async () => {
    const pad = await padWith();
    pad.strokes = [ONE];
    expect((await pad.predict())?.label).to.equal('1');
  });

  it('gives its form the class that was read, and nothing once it is empty', async () => {
    const pad = await padWith({ name: 'digit' });
    const form = document.createElement('form');
    pad.before(form);
    form.append(pad);
    pad.strokes = [SEVEN];
    await pad.predict();
    expect([...new FormData(form)]).to.deep.equal([['digit', '7']]);
    pad.clear();
    expect([...new FormData(form)]).to.deep.equal([]);
  });

  it('says when there is no such network, and reads once it is named right', async () => {
    const pad = await padWith({ 'model-src': '/nowhere/' });
    pad.strokes = [SEVEN];
    expect((await failureOf(pad.predict())).code).to.equal('model-not-found');
    pad.modelSrc = '';
    expect((await pad.predict())?.label).to.equal('7');
  });

  it('finds out which pixels a network of others expects, on the script’s images where its own folder has none', async () => {
    const pad = await padWith({ 'model-src': faultFolder('trained-on-bytes'), src: faultFolder('missing') });
    for (const [stroke, label] of [
      [SEVEN, '7'],
      [ONE, '1'],
    ] as const) {
      pad.strokes = [stroke];
      expect((await pad.predict())?.label).to.equal(label);
    }
  });

  it('refuses a folder that is no web address', async () => {
    const pad = await padWith({ 'model-src': 'data:text/plain,x' });
    pad.strokes = [SEVEN];
    const failure = await failureOf(pad.predict());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.contain('model-src="data:text/plain,x"');
  });

  it('refuses a worker that is no web address', async () => {
    const pad = await padWith({ 'worker-src': 'data:text/javascript,postMessage(1)' });
    pad.strokes = [SEVEN];
    const failure = await failureOf(pad.predict());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.contain('worker-src="data:text/javascript,postMessage(1)"');
  });

  it('is taught with the images of the folder that the page names', async () => {
    const pad = await padWith({ src: '/nowhere/' });
    pad.strokes = [SEVEN];
    await pad.predict();
    pad.correct(1);
    expect((await failureOf(pad.teach())).code).to.equal('data-not-found');
    pad.src = '/dist/data';
    expect((await pad.teach()).reason).to.equal('completed');
  });

  it('goes over to a trainer that is added', async () => {
    const pad = await padWith();
    pad.strokes = [SEVEN];
    await pad.predict();
    pad.before(document.createElement('mnist-trainer'));
    expect((await failureOf(pad.predict())).code).to.equal('not-trained');
  });

  it('refuses a threshold that is no probability, and uses the network’s own', async () => {
    const pad = await padWith();
    for (const bad of ['2', '-0.1', 'much']) {
      const told = next(pad, 'mnist-error');
      pad.setAttribute('threshold', bad);
      expect((await told).detail.code).to.equal('invalid-attribute');
    }
    pad.strokes = [SEVEN];
    expect((await pad.predict())?.label).to.equal('7');
  });
});

describe('A pad with a trainer', () => {
  it('answers in the names that the trainer gets', async () => {
    const { trainer, pad } = await lessonWith({ model: 'dense' });
    await trainer.train();
    pad.strokes = [SEVEN];
    await pad.predict();
    trainer.labels = 'a,b,c,d,e,f,g,h,i,j';
    await waitUntil(() => /^[a-j]$/.test(pad.prediction?.label ?? 'a'), 'it is read anew');
    await waitUntil(() => pad.renderRoot.querySelector('[part=bar] .name')?.textContent === 'a', 'it shows them');
  });
});

describe('A pad that shows what the network sees', () => {
  it('says so of a network without convolutions', async () => {
    const { trainer, pad } = await lessonWith({ model: 'dense' });
    await trainer.train();
    pad.showActivations = true;
    pad.strokes = [SEVEN];
    await waitUntil(() => pad.renderRoot.textContent.includes('no convolution layers'), 'it says so');
  });

  it('does not mind a network that is not trained yet, and shows it once it is', async () => {
    const { trainer, pad } = await lessonWith();
    const errors = record(document.body, 'mnist-error');
    pad.showActivations = true;
    pad.strokes = [SEVEN];
    await aTimeout(200);
    expect(errors).to.be.empty;
    await trainer.train();
    await waitUntil(
      () =>
        [...pad.renderRoot.querySelectorAll<HTMLCanvasElement>('.maps canvas')].some(
          (map) => Math.max(...levels(map)) > 200,
        ),
      'something responds',
    );
  });
});

describe('A pad that can be corrected', () => {
  it('dispatches and keeps what the visitor says, the last word about each drawing', async () => {
    const pad = await padWith({ correctable: '' });
    const corrections = record(pad, 'mnist-correction');
    pad.strokes = [SEVEN];
    const prediction = await pad.predict();
    await press(pad, '3');
    await press(pad, '1');
    expect(corrections.map(({ detail }) => detail.label)).to.deep.equal(['3', '1']);
    expect(pad.corrections).to.have.length(1);
    expect(pad.corrections[0]).to.deep.equal({
      label: '1',
      index: 1,
      predicted: prediction!.index,
      pixels: pad.toPixels(),
      width: 28,
      height: 28,
      strokes: pad.strokes,
    });
    pad.strokes = [ONE];
    await pad.predict();
    pad.correct(7);
    expect(pad.corrections.map(({ index }) => index)).to.deep.equal([1, 7]);
    await expect(pad).to.be.accessible();
    pad.corrections = [];
    expect(pad.corrections).to.deep.equal([]);
  });

  it('asks nothing before something was read', async () => {
    const pad = await padWith({ correctable: '' });
    await waitUntil(() => buttons(pad).length === 11, 'the row is there');
    expect(buttons(pad).every(({ disabled }) => disabled)).to.be.true;
    expect(() => pad.correct(3)).to.throw('Nothing has been read');
    pad.strokes = [SEVEN];
    await pad.predict();
    expect(() => pad.correct(10)).to.throw('no class 10');
  });

  it('says when nothing was learned, not that it was taught', async () => {
    const pad = await padWith({ correctable: '' });
    pad.strokes = [SEVEN];
    await pad.predict();
    await press(pad, '3');
    // As if the guard of the accuracy had taken everything back.
    pad.teach = () => Promise.resolve({ reason: 'completed', epochs: 1, seconds: 1, testAccuracy: 0.9, history: [] });
    await press(pad, 'Teach it');
    await waitUntil(() => pad.renderRoot.querySelector('.lesson')!.textContent.includes('Nothing was learned'), 'said');
  });

  it('takes corrections from the page only when they make sense', async () => {
    const pad = await padWith();
    // Which classes there are shows when the network is there; more than 256 there never are.
    for (const index of [-1, 1.5, 256]) {
      expect(() => (pad.corrections = [{ index }] as never)).to.throw('index of a class');
    }
    expect(pad.corrections).to.deep.equal([]);
  });
});
