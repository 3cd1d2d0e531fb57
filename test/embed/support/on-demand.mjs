/** Checks for places that move files: what a lesson does not load by itself is found as well. */
import { expect } from './lesson.mjs';

/** @type {Record<string, import('./places.mjs').Check>} */
export const onDemand = {
  'it finds the script of the helper threads': (page) => trainsWith(page, { backend: 'simd', threads: 2 }),
  'it finds TensorFlow.js and its kernels': (page) => trainsWith(page, { backend: 'wasm', threads: 'auto' }),
  'it finds what writes networks for other frameworks': exportsEverything,
  'a pad alone finds the network that comes with it': async (page) => {
    const label = await page.evaluate(async () => {
      for (const trainer of document.querySelectorAll('mnist-trainer')) trainer.remove();
      const pad = document.body.appendChild(document.createElement('digit-pad'));
      const seven = [
        [0.3, 0.25],
        [0.68, 0.25],
        [0.45, 0.8],
      ];
      pad.strokes = [seven];
      return (await pad.predict()).label;
    });
    expect(label === '7', `a drawn 7 was read as ${label}`);
  },
};

/** @type {import('./places.mjs').Check} */
export async function exportsEverything(page) {
  const names = await page.evaluate(async () => {
    const trainer = document.querySelector('mnist-trainer');
    const files = [...(await trainer.exportModel('onnx')), ...(await trainer.exportModel('pytorch'))];
    return files.map(({ name }) => name);
  });
  expect(names.join() === 'model.onnx,model-pytorch.zip', `exported: ${names}`);
}

async function trainsWith(page, attributes) {
  const { backend, reason } = await page.evaluate(
    async (changes) => {
      const trainer = document.querySelector('mnist-trainer');
      for (const [name, value] of Object.entries(changes)) trainer.setAttribute(name, String(value));
      const end = await trainer.train();
      return { backend: trainer.backendInUse, reason: end.reason };
    },
    { 'train-size': 640, 'test-size': 100, epochs: 1, ...attributes },
  );
  expect(reason === 'completed', `the training ended as ${reason}`);
  expect(backend === attributes.backend, `${backend} was used instead of ${attributes.backend}`);
}
