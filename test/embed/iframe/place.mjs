/** A frame without an address of its own; with a sandbox it has no origin and no storage either. */
import { expect } from '../support/lesson.mjs';

const site = { folders: { '/': '.', '/elements/': 'node_modules/mnist-elements/dist' } };
const origins = {
  'https://cdn.example': {
    folders: { '/npm/mnist-elements@0.1.0/': 'node_modules/mnist-elements' },
    headers: { 'access-control-allow-origin': '*' },
  },
};

const save = () => {
  const trainer = document.querySelector('mnist-trainer');
  trainer.storageKey = 'lesson';
  return trainer.save().then(
    () => 'saved',
    ({ code }) => code,
  );
};

export default {
  title: 'Frame',
  pages: [
    {
      name: 'srcdoc',
      site,
      path: '/srcdoc',
      frame: 'iframe',
      checks: {
        'it saves': async (page) => {
          const result = await page.evaluate(save);
          expect(result === 'saved', `saving ended with ${result}`);
        },
      },
    },
    {
      name: 'srcdoc, sandboxed',
      site,
      origins,
      path: '/sandbox',
      frame: 'iframe',
      checks: {
        'saving fails with a code': async (page) => {
          const result = await page.evaluate(save);
          expect(result === 'storage-unavailable', `saving ended with ${result}`);
        },
        'the model can be exported all the same': async (page) => {
          const names = await page.evaluate(async () => {
            const files = await document.querySelector('mnist-trainer').exportModel();
            return files.map(({ name }) => name);
          });
          expect(names.join() === 'model.json,weights.bin', `exported: ${names}`);
        },
      },
    },
  ],
};
