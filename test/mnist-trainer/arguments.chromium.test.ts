/** Values that frameworks and programs hand over: the same in every browser. */
import { expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { trainerWith } from '../support/lesson.js';

describe('Properties that are left out', () => {
  for (const tag of ['mnist-trainer', 'digit-pad', 'mnist-charts'] as const) {
    it(`are the defaults of <${tag}>, be they undefined or null, and attributes that are removed`, async () => {
      const element = document.createElement(tag);
      const { elementProperties } = element.constructor as unknown as {
        elementProperties: Map<string, { attribute?: boolean | string }>;
      };
      const values = element as unknown as Record<string, unknown>;
      const names = [...elementProperties].filter(([, { attribute }]) => attribute !== false).map(([name]) => name);
      expect(names.length).to.be.above(1);
      for (const name of names) {
        const value = values[name];
        for (const nothing of [undefined, null]) {
          values[name] = nothing;
          expect(Boolean(values[name]), name).to.equal(Boolean(value));
          if (typeof value !== 'boolean') expect(values[name] ?? undefined, name).to.equal(value ?? undefined);
        }
        const { attribute } = elementProperties.get(name)!;
        const attributeName = typeof attribute === 'string' ? attribute : name.toLowerCase();
        element.setAttribute(attributeName, '7');
        element.removeAttribute(attributeName);
        expect(values[name] ?? undefined, name).to.equal(value ?? undefined);
      }
      document.body.append(element);
      await element.updateComplete;
      element.remove();
    });
  }
});

describe('Arguments that are none', () => {
  const file = new File(['{}'], 'model.json');
  const cases: [string, (trainer: Awaited<ReturnType<typeof trainerWith>>) => Promise<unknown>, string?][] = [
    ['importModel(undefined)', (trainer) => trainer.importModel(undefined as never)],
    ['importModel(file)', (trainer) => trainer.importModel(file as never), 'model-invalid'],
    ['importModel([blob])', (trainer) => trainer.importModel([new Blob(['{}'])] as never)],
    ['importModel([null])', (trainer) => trainer.importModel([null] as never)],
    ["sample('foo')", (trainer) => trainer.sample('foo' as never)],
    ["sample('__proto__')", (trainer) => trainer.sample('__proto__' as never)],
    ['sample(undefined)', (trainer) => trainer.sample(undefined as never)],
    ['exportModel("keras")', (trainer) => trainer.exportModel('keras' as never)],
    ['fineTune(undefined)', (trainer) => trainer.fineTune(undefined as never)],
    ['predict(undefined)', (trainer) => trainer.predict(undefined as never)],
  ];
  for (const [call, make, code = 'invalid-argument'] of cases) {
    it(`${call} rejects with a sentence that helps, which \`mnist-error\` tells as well`, async () => {
      const trainer = await trainerWith({ model: 'dense', 'train-size': 128, 'test-size': 50, threads: 1 });
      await trainer.train();
      const told: unknown[] = [];
      trainer.addEventListener('mnist-error', ({ detail }) => told.push(detail));
      const failure: unknown = await make(trainer).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(MnistError).with.property('code', code);
      expect((failure as MnistError).message).to.match(/^[A-Z`i].{20,}/);
      expect(told).to.deep.equal([failure]);
    });
  }
});
