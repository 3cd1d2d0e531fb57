/** In Chromium alone, since no other browser lets a test limit the room that a page has. */
import { aTimeout, expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { failureOf, record, trainerWith } from '../support/lesson.js';
import type { MnistTrainer } from '../../src/index.js';

async function sizeOfWeights(trainer: MnistTrainer): Promise<number> {
  const [, bin] = await trainer.exportModel();
  return bin!.size;
}

/** Saves again and again until it fails. */
async function saveUntilRefused(trainer: MnistTrainer): Promise<never> {
  await trainer.train();
  for (;;) {
    await trainer.save();
    await aTimeout(500);
  }
}

describe('A model that there is no room for', () => {
  it('is kept in memory, and saved once there is room', async () => {
    const trainer = await trainerWith({ 'storage-key': 'no-room' });
    await executeServerCommand('limit-storage', 1000);
    try {
      // The browser believes for half a minute in the room that it last saw.
      const failure = await failureOf(saveUntilRefused(trainer));
      expect(failure.code).to.equal('storage-full');
      expect(failure.message).to.contain('export it');
      const errors = record(trainer, 'mnist-error');
      expect((await trainer.train()).reason).to.equal('completed');
      expect(errors.map(({ detail }) => detail.code)).to.deep.equal(['storage-full']);
      expect(await sizeOfWeights(trainer)).to.equal(53_866 * 4);
    } finally {
      await executeServerCommand('limit-storage', null);
    }
    await trainer.save();
  });
});
