/** What tests have found, the same for every kind of test, and the second try that keeps flakes from deciding anything. */

/**
 * @typedef {object} Results
 * @property {number} passed how many tests passed
 * @property {Failure[]} failures what failed twice, or once where the same input always gives the same output
 * @property {Failure[]} flaky what failed first and passed when it was run once more by itself
 *
 * @typedef {object} Failure
 * @property {string} what names the test
 * @property {string} why its message
 */

/** @returns {Results} */
export const nothing = () => ({ passed: 0, failures: [], flaky: [] });

/** @param {Results[]} results @returns {Results} */
export function sum(results) {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
    flaky: results.flatMap(({ flaky }) => flaky),
  };
}

/** What counts of two tries. @param {Results} first @param {Results} second @returns {Results} */
export function secondTry(first, second) {
  return second.failures.length > 0 ? second : { ...second, flaky: [...second.flaky, ...first.failures] };
}

/** @returns what `run` gives for each item, in order, with so many running at the same time */
export async function sideBySide(items, run, atOnce) {
  const results = [];
  const rest = items.entries();
  const lane = async () => {
    for (const [index, item] of rest) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
