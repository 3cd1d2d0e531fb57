/** What the pad tells of a drawing while the network, its names or the drawing change. */
import { expect, fixture, html } from '@open-wc/testing';
import type { DigitPad } from '../../src/digit-pad/digit-pad.js';
import { MnistEvent } from '../../src/shared/events.js';
import { toPrediction } from '../../src/shared/prediction.js';
import type { Prediction } from '../../src/shared/types.js';
import { epochEnd } from '../mnist-charts/results.js';
import { waitUntil } from '../support/wait-until.js';
import { pointer, STROKE } from './pads.js';

/** A trainer of a page author's own, whose network reads all as how often it was asked. */
class CountingTrainer extends HTMLElement {
  labelNames = Array.from('0123456789');
  asked = 0;
  /** What happens while the network reads. */
  whileReading: (() => unknown) | undefined;
  readonly session = {
    input: { width: 28, height: 28 },
    info: { trained: true, input: { width: 28, height: 28 }, classes: 10 },
    predict: async (): Promise<Prediction> => {
      this.asked += 1;
      const probabilities = new Float32Array(10).fill(0);
      probabilities[this.asked] = 1;
      await this.whileReading?.();
      return toPrediction(probabilities, this.labelNames);
    },
  };
}
customElements.define('counting-trainer', CountingTrainer);

async function lesson(): Promise<{ trainers: CountingTrainer[]; pad: DigitPad }> {
  const page = await fixture(html`
    <div>
      <counting-trainer id="one"></counting-trainer>
      <counting-trainer id="other"></counting-trainer>
      <digit-pad for="one"></digit-pad>
    </div>
  `);
  return {
    trainers: [...page.querySelectorAll<CountingTrainer>('counting-trainer')],
    pad: page.querySelector('digit-pad')!,
  };
}

describe('The answer to a drawing', () => {
  it('is never of a network that has learned more while it read', async () => {
    const { trainers, pad } = await lesson();
    const [trainer] = trainers;
    trainer!.whileReading = () => {
      trainer!.whileReading = undefined;
      trainer!.dispatchEvent(new MnistEvent('mnist-epoch-end', epochEnd(1)));
    };
    const told: (string | null)[] = [];
    pad.addEventListener('mnist-prediction', ({ detail }) => told.push(detail.label));
    pad.strokes = [STROKE];
    expect((await pad.predict())?.label).to.equal('2');
    expect(told).to.deep.equal(['2']);
  });

  it('is that of the other trainer once `for` names it', async () => {
    const { trainers, pad } = await lesson();
    pad.strokes = [STROKE];
    await pad.predict();
    await pad.predict();
    expect(pad.value).to.equal('2');
    pad.for = 'other';
    await waitUntil(() => pad.value === '1', 'it is read anew');
    expect(trainers[0]!.asked).to.equal(2);
  });

  it('has the trainer’s new names', async () => {
    const { trainers, pad } = await lesson();
    pad.strokes = [STROKE];
    await pad.predict();
    trainers[0]!.labelNames = Array.from('abcdefghij');
    trainers[0]!.dispatchEvent(new Event('mnist-session-info', { bubbles: true }));
    await waitUntil(() => pad.value === 'c', 'it is read anew');
    const last = (): string | undefined => pad.renderRoot.querySelector('li:last-child .name')?.textContent;
    await waitUntil(() => last() === 'j', 'it shows them');
  });

  it('is there again after a second stroke that came to nothing', async () => {
    const { trainers, pad } = await lesson();
    let read = (): void => undefined;
    trainers[0]!.whileReading = () => new Promise<void>((resolve) => (read = resolve));
    for (const type of ['pointerdown', 'pointermove', 'pointerup']) pointer(pad, type, [0.5, 0.2]);
    await waitUntil(() => trainers[0]!.asked === 1, 'it is being read');
    pointer(pad, 'pointerdown', [0.5, 0.5]);
    trainers[0]!.whileReading = undefined;
    read();
    pointer(pad, 'pointercancel', [0.5, 0.5]);
    await waitUntil(() => pad.value !== null, 'it has an answer');
    expect(pad.strokes).to.have.length(1);
  });

  it('is corrected together with the drawing that it is about, not with one that has changed since', async () => {
    const { pad } = await lesson();
    pad.strokes = [STROKE];
    await pad.predict();
    const pixels = pad.toPixels();
    pointer(pad, 'pointerdown', [0.1, 0.1]);
    pad.correct(5);
    expect(pad.corrections).to.have.length(1);
    expect(pad.corrections[0]).to.deep.include({ index: 5, predicted: 1, strokes: [STROKE] });
    expect(pad.corrections[0]!.pixels).to.deep.equal(pixels);
  });
});
