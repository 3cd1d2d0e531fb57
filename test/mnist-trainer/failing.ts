/** What every failure of a trainer has in common. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, record, trainerWith } from '../support/lesson.js';

/** Tries something that fails; checks the event, the sentence on the page, and that the next attempt works. */
export async function failing(
  trainer: MnistTrainer,
  action: () => Promise<unknown>,
  repair: () => void = () => undefined,
): Promise<{ code: string; message: string }> {
  const errors = record(trainer, 'mnist-error');
  const failure = await failureOf(action());
  expect(errors.map(({ detail }) => detail.code)).to.deep.equal([failure.code]);
  expect(errors[0]!.detail.message).to.equal(failure.message);
  expect(failure.message).to.match(/^[A-Z<`a-z].*[.)]$/);
  await trainer.updateComplete;
  expect(trainer.renderRoot.querySelector('[part=error]')?.textContent).to.equal(failure.message);
  repair();
  expect((await trainer.train()).reason).to.equal('completed');
  expect(trainer.renderRoot.querySelector('[part=error]')).to.be.null;
  return failure;
}

/** @param kind of folder that the test server has */
export function testBadData(kind: string, code: string): void {
  it(`tells of ${kind} data by ${code}, and trains once the cause is gone`, async () => {
    const trainer = await trainerWith();
    const failure = await failing(
      trainer,
      () => {
        trainer.src = `/faults/${kind}/trainer`;
        return trainer.train();
      },
      () => (trainer.src = ''),
    );
    expect(failure.code).to.equal(code);
  });
}

export function testBadAttribute(name: string, value: string, code: string): void {
  it(`refuses ${name}="${value}", names it, and works once it is mended`, async () => {
    const trainer = await trainerWith();
    const failure = await failing(
      trainer,
      () => {
        trainer.setAttribute(name, value);
        return trainer.train();
      },
      () => trainer.removeAttribute(name),
    );
    expect(failure.code).to.equal(code);
    expect(failure.message).to.contain(`${name}="${value}"`);
  });
}
