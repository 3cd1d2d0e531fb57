/** How soon a trainer that trains at full speed answers its methods. All functions of it run inside the page. */

/**
 * @typedef {object} ResponseTimes milliseconds from the call to the settled promise, one value a call
 * @property {number[]} predict
 * @property {number[]} pause
 * @property {number[]} stop
 */

/**
 * Keeps the trainer training and calls it again and again.
 *
 * @param {import('puppeteer-core').Page} page with one trainer, which is left stopped
 * @param {number} calls of each method
 * @returns {Promise<ResponseTimes>}
 */
export function measureResponses(page, calls) {
  return page.evaluate(async (calls) => {
    const trainer = document.querySelector('mnist-trainer');
    const times = { predict: [], pause: [], stop: [] };
    const { pixels } = await trainer.sample('test', 0);
    const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const batchEnd = () =>
      new Promise((resolve) => trainer.addEventListener('mnist-batch-end', resolve, { once: true }));
    const measure = async (method, ...values) => {
      const start = performance.now();
      await trainer[method](...values);
      times[method].push(performance.now() - start);
    };
    for (let call = 0; call < calls; call++) {
      const training = trainer.train();
      await batchEnd();
      // Not always at the same point of a batch or a frame.
      await wait(Math.random() * 50);
      await measure('predict', pixels);
      await wait(Math.random() * 50);
      await measure('pause');
      await trainer.resume();
      await wait(Math.random() * 50);
      await measure('stop');
      await training;
    }
    return times;
  }, calls);
}
