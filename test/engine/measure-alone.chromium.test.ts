/** Trainers that start together, in one tab or in several, are measured one after the other. */
import { expect } from '@open-wc/testing';
import { isTrainingUnderWay, measureAlone, whileTraining } from '../../src/engine/measure-alone.js';

/** A promise, and what resolves it. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('Measuring engines', () => {
  it('happens one at a time, also after one that failed', async () => {
    const order: string[] = [];
    const first = deferred();
    const failing = measureAlone(async () => {
      order.push('first begins');
      await first.promise;
      order.push('first ends');
      throw new Error('cannot be measured');
    });
    const second = measureAlone(() => Promise.resolve(order.push('second')));
    while (order.length === 0) await new Promise(requestAnimationFrame);
    first.resolve();
    expect(await failing.catch((error: unknown) => String(error))).to.contain('cannot be measured');
    await second;
    expect(order).to.deep.equal(['first begins', 'first ends', 'second']);
  });

  it('waits for other tabs', async () => {
    const name = 'mnist-elements: speed';
    const other = deferred();
    const held = deferred();
    const lock = navigator.locks.request(name, () => {
      held.resolve();
      return other.promise;
    });
    await held.promise;
    let isMeasured = false;
    const measuring = measureAlone(() => Promise.resolve((isMeasured = true)));
    while (((await navigator.locks.query()).pending ?? []).every((request) => request.name !== name)) {
      await new Promise(requestAnimationFrame);
    }
    expect(isMeasured).to.equal(false);
    other.resolve();
    await measuring;
    await lock;
  });

  it('knows of trainings, whose time it would take for its own', async () => {
    await whileTraining(() => Promise.resolve(expect(isTrainingUnderWay()).to.equal(true)));
    expect(isTrainingUnderWay()).to.equal(false);
  });
});
