/** Breaks the worker that imports it, at the message after a number of them; the query of the worker's URL says how. */
import { standStill } from '../../support/stand-still.js';

const query = new URL(location.href).searchParams;
const how = query.get('how');
const after = Number(query.get('after'));
const muted = Number(query.get('muted') ?? Infinity);
let messages = 0;

addEventListener('message', (event) => {
  messages += 1;
  if (messages > muted) MessagePort.prototype.postMessage = () => undefined;
  if (messages <= after) return;
  if (how === 'pause') {
    if (messages === after + 1) standStill(2000);
    return;
  }
  event.stopImmediatePropagation();
  if (how === 'throw') throw new Error('broken on purpose');
  if (how === 'close') close();
  if (how === 'hang') standStill();
});
