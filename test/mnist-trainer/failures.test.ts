import { expect } from '@open-wc/testing';
import { failureOf, next, trainerWith } from '../support/lesson.js';
import { failing, testBadAttribute, testBadData } from './failing.js';

describe('A trainer with bad data', () => {
  const kinds: [string, string][] = [
    ['dropped', 'data-network'],
    ['corrupt-gzip', 'data-corrupt'],
  ];
  for (const [kind, code] of kinds) testBadData(kind, code);
});

describe('A trainer with bad attributes', () => {
  const cases: [string, string, string][] = [
    ['src', 'javascript:alert(1)', 'invalid-attribute'],
    ['worker-src', 'data:text/javascript,1', 'invalid-attribute'],
  ];
  for (const [name, value, code] of cases) testBadAttribute(name, value, code);

  it('says why a named backend cannot run here', async () => {
    const trainer = await trainerWith();
    const failure = await failing(
      trainer,
      () => {
        // This browser has no WebGPU unless it is asked for by a flag.
        trainer.backend = 'webgpu';
        return trainer.train();
      },
      () => (trainer.backend = 'auto'),
    );
    expect(failure.code).to.equal('backend-unavailable');
    expect(failure.message).to.match(/webgpu/i);
  });
});

describe('A trainer whose worker cannot start', () => {
  it('says so, and starts it once the address is right', async () => {
    const trainer = await trainerWith();
    const failure = await failing(
      trainer,
      () => {
        trainer.workerSrc = '/nowhere/worker.js';
        return trainer.train();
      },
      () => (trainer.workerSrc = ''),
    );
    expect(failure.code).to.equal('worker-failed');
  });
});

describe('Errors inside a page', () => {
  it('arrive at listeners on the document', async () => {
    const trainer = await trainerWith({ epochs: -1 });
    const heard = next(document.body, 'mnist-error');
    await failureOf(trainer.train());
    expect((await heard).target).to.equal(trainer);
  });
});
