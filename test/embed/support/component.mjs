/**
 * What a framework must do with the elements, in a component that every framework's fixture has: properties, events,
 * children, and elements that come and go. After the lesson, on the same page.
 */
import { click, expect, until } from './lesson.mjs';

/** The strokes of the component's button, a one. */
const ONE = '[[[0.5,0.2],[0.5,0.8]]]';

/** @type {Record<string, import('./places.mjs').Check>} */
export const component = {
  'attributes and properties arrive': settings,
  'events reach their listeners': events,
  'children are rendered anew': children,
  'a property takes an array': strokes,
  'methods can be called': methods,
  'the elements come and go': comeAndGo,
};

async function settings(page) {
  const found = await page.evaluate(() => {
    const { augment, seed } = document.querySelector('mnist-trainer');
    const { live, strokeWidth } = document.querySelector('digit-pad');
    return JSON.stringify({ augment, seed, live, strokeWidth });
  });
  expect(found === '{"augment":"none","seed":1,"live":true,"strokeWidth":0.08}', found);
}

async function events(page) {
  const [accuracy, answer] = await outputs(page);
  expect(Number(accuracy) > 0.5, `the component shows “${accuracy}” as test accuracy`);
  expect(answer === '3', `the component shows “${answer}” as answer`);
}

async function children(page) {
  const hint = await page.evaluate(() => document.querySelector('digit-pad [slot=hint]').textContent);
  expect(hint === 'Draw a digit', `the pad’s hint is “${hint}” still`);
}

async function strokes(page) {
  await press(page, 'Draw a one');
  await untilStrokes(page);
}

async function methods(page) {
  await press(page, 'Read it');
  await until(page, () => document.querySelector('#answer').textContent === '1', 'the one is read');
}

async function comeAndGo(page) {
  const toggle = () => page.evaluate(() => document.querySelector('input[type=checkbox]').click());
  await toggle();
  const gone = () => document.querySelector('mnist-trainer, mnist-charts, digit-pad') === null;
  await until(page, gone, 'the elements leave the page');
  await toggle();
  await until(page, () => document.querySelector('digit-pad')?.isConnected === true, 'the elements come back');
  await untilStrokes(page);
  await page.evaluate(() => {
    delete globalThis.probe.details['mnist-train-end'];
    document.querySelector('mnist-trainer').trainSize = 640;
    document.querySelector('mnist-trainer').testSize = 100;
  });
  await click(page, 'mnist-trainer', '[part~=primary]', 'Train');
  await until(page, () => 'mnist-train-end' in globalThis.probe.details, 'the new trainer trains');
  await press(page, 'Read it');
  const problems = [...(await page.evaluate(() => globalThis.probe.failures)), ...page.problems()];
  expect(problems.length === 0, problems.join('\n'));
}

/** A framework may change the page later than at once. */
function untilStrokes(page) {
  const arrived = (expected) => JSON.stringify(document.querySelector('digit-pad').strokes) === expected;
  return until(page, arrived, 'the strokes arrive', ONE);
}

function press(page, text) {
  return page.evaluate((wanted) => {
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === wanted).click();
  }, text);
}

function outputs(page) {
  return page.evaluate(() => [...document.querySelectorAll('output')].map(({ textContent }) => textContent.trim()));
}
