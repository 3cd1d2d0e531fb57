/** What the pad tells of a drawing while the network changes. */
import { expect, fixture, html } from '@open-wc/testing';
import type { DigitPad } from '../../src/digit-pad/digit-pad.js';
import { MnistEvent } from '../../src/shared/events.js';
import { toPrediction } from '../../src/shared/prediction.js';
import type { Prediction } from '../../src/shared/types.js';
import { epochEnd } from '../mnist-charts/results.js';
import { STROKE } from './pads.js';

/** A trainer of a page author's own. Its network reads all as how often it was asked, and learns while it reads first. */
class RestlessTrainer extends HTMLElement {
  readonly labelNames = Array.from('0123456789');
  #asked = 0;
  readonly session = {
    input: { width: 28, height: 28 },
    predict: (): Promise<Prediction> => {
      this.#asked += 1;
      const probabilities = new Float32Array(10).fill(0);
      probabilities[this.#asked] = 1;
      if (this.#asked === 1) this.dispatchEvent(new MnistEvent('mnist-epoch-end', epochEnd(1)));
      return Promise.resolve(toPrediction(probabilities, this.labelNames));
    },
  };
}
customElements.define('restless-trainer', RestlessTrainer);

describe('A drawing that is being read when the network learns more', () => {
  it('is read again, and nothing is told of the first reading', async () => {
    const page = await fixture(html`
      <div><restless-trainer id="lesson"></restless-trainer><digit-pad for="lesson"></digit-pad></div>
    `);
    const pad = page.querySelector<DigitPad>('digit-pad')!;
    const told: (string | null)[] = [];
    pad.addEventListener('mnist-prediction', ({ detail }) => told.push(detail.label));
    pad.strokes = [STROKE];
    expect((await pad.predict())?.label).to.equal('2');
    expect(told).to.deep.equal(['2']);
  });
});
