/** Labels and names stay text, in a plain page and where the browser enforces Trusted Types. */
import { expect } from '@open-wc/testing';
import { waitUntil } from '../support/wait-until.js';
import { expectUnharmed, HOSTILE, openPage, PAGES, quick, textOf, VIEWS, type Page } from './hostile-pages.js';

for (const [kind, path] of PAGES) {
  describe(`Hostile strings in ${kind}`, () => {
    let page: Page;

    before(async () => (page = await openPage(path)));
    afterEach(() => expectUnharmed(page));

    it('are text as labels, ids and `for`, in every view of the charts and on the pad', async () => {
      const id = HOSTILE[0]!;
      const labels = HOSTILE.map((words, i) => `${words.replaceAll(',', ';')}${i}`);
      const trainer = page.add('mnist-trainer', { ...quick, id, labels: labels.join() });
      const charts = page.add('mnist-charts', { for: id, views: VIEWS });
      const pad = page.add('digit-pad', { for: id, 'show-input': '', 'show-activations': '', correctable: '' });
      await trainer.train();
      const prediction = await trainer.predict((await trainer.sample('test', 0)).pixels);
      expect(labels).to.include(prediction.label ?? labels[0]);
      pad.strokes = [
        [
          [0.5, 0.2],
          [0.5, 0.8],
        ],
      ];
      expect((await pad.predict())?.probabilities).to.have.length(10);
      await waitUntil(() => textOf(charts).includes(labels[1]!), 'the charts are drawn');
      expectUnharmed(page);
      for (const element of [trainer, charts, pad]) element.remove();
    });
  });
}
