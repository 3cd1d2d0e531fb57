import { expect } from '@open-wc/testing';
import { yieldToEventLoop } from '../../src/base/yield-to-event-loop.js';

describe('yieldToEventLoop', () => {
  it('lets messages that already wait be handled first', async () => {
    const { port1, port2 } = new MessageChannel();
    let handled = 0;
    port1.onmessage = () => handled++;
    for (let i = 0; i < 3; i++) port2.postMessage(null);
    for (let i = 0; i < 3; i++) await yieldToEventLoop();
    expect(handled).to.equal(3);
    port1.close();
  });

  it('resolves only in a later task', async () => {
    let resolved = false;
    const yielding = yieldToEventLoop().then(() => {
      resolved = true;
    });
    for (let i = 0; i < 1000; i++) await Promise.resolve();
    expect(resolved).to.equal(false);
    await yielding;
  });
});
