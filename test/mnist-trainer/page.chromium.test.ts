/** A trainer whose page changes its attributes and presses its buttons at any time. */
import { aTimeout, expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { next, trainerWith } from '../support/lesson.js';
import { follow, weightsOf } from '../support/worker-faults.js';

const LESSON = { 'train-size': 6400, epochs: 4, threads: 1, backend: 'simd', seed: 7 };

describe('Attributes that change while a training is under way', () => {
  it('leave it as it began, and count for the next', async () => {
    const [plain, changed] = [await trainerWith(LESSON), await trainerWith(LESSON)];
    await plain.train();
    const training = changed.train();
    await next(changed, 'mnist-batch-end');
    const others = { model: 'dense', epochs: 1, 'batch-size': 10, 'learning-rate': 1, seed: 9, backend: 'cpu' };
    for (const [name, value] of Object.entries({ ...others, 'train-size': 40, labels: 'a,b', src: 'nowhere' })) {
      changed.setAttribute(name, String(value));
    }
    expect((await training).epochs).to.equal(4);
    expect(await weightsOf(changed)).to.deep.equal(await weightsOf(plain));
    changed.removeAttribute('src');
    changed.removeAttribute('labels');
    const end = await changed.train();
    expect(end.epochs).to.equal(1);
    expect(changed.backendInUse).to.equal('cpu');
  });
});

describe('A hundred clicks', () => {
  const buttonsOf = (trainer: MnistTrainer): HTMLButtonElement[] => [...trainer.renderRoot.querySelectorAll('button')];

  it('on every button leave a trainer that works', async () => {
    const trainer = await trainerWith({ ...LESSON, 'storage-key': 'hundred-clicks' });
    const told = follow(trainer);
    for (let round = 0; round < 100; round++) {
      for (const button of buttonsOf(trainer)) {
        // These open a dialogue, or save a file.
        if (!/Open|Download/.test(button.textContent)) button.click();
      }
      if (round % 10 === 0) await aTimeout(30);
    }
    await trainer.stop();
    await aTimeout(100);
    expect(told.errors.filter((code) => code !== 'invalid-state' && code !== 'not-trained')).to.be.empty;
    await trainer.reset();
    const before = told.epochs.length;
    expect((await trainer.train()).epochs).to.equal(4);
    expect(told.epochs.slice(before)).to.deep.equal([1, 2, 3, 4]);
  });

  it('on the main button in a row leave it training or paused', async () => {
    const trainer = await trainerWith({ ...LESSON, epochs: 50 });
    for (let i = 0; i < 100; i++) {
      buttonsOf(trainer)[0]!.click();
      await trainer.updateComplete;
    }
    await aTimeout(500);
    expect(trainer.state).to.be.oneOf(['training', 'paused', 'loading']);
    expect((await trainer.stop())?.reason).to.equal('stopped');
  });
});
