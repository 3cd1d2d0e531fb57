/** A page with a trainer that nobody sees, used as a page author would. */
import { ISOLATED } from '../scripts/serve.mjs';
import { openPage } from './browser.mjs';

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @param {boolean} isolated whether the page is cross-origin isolated, and its threads share memory
 */
export async function openTrainerPage(browser, url, isolated = false) {
  const page = await openPage(browser);
  await page.goto(`${url}bench/pages/trainer.html${isolated ? ISOLATED : ''}`);
  await page.waitForFunction(() => customElements.get('mnist-trainer') !== undefined);
  return page;
}

/**
 * Trains once.
 *
 * @param {import('puppeteer-core').Page} page a trainer page
 * @param {Readonly<Record<string, string | number>>} attributes set on the trainer; those of earlier calls remain
 * @param {{afresh: boolean}} options whether to forget what was learned before
 * @returns {Promise<import('../src/shared/types.js').TrainEnd & {backend: string}>}
 */
export async function train(page, attributes, { afresh }) {
  await page.bringToFront();
  return page.evaluate(
    async (attributes, afresh) => {
      const trainer = document.querySelector('mnist-trainer');
      for (const [name, value] of Object.entries(attributes)) trainer.setAttribute(name, String(value));
      await trainer.updateComplete;
      if (afresh) await trainer.reset();
      const end = await trainer.train();
      return { ...end, backend: trainer.backendInUse };
    },
    attributes,
    afresh,
  );
}
