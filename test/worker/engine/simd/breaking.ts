/** Breaks the worker that imports it, at the message after a number of them; the query of the worker's URL says how. */
const query = new URL(location.href).searchParams;
let left = Number(query.get('after'));

addEventListener('message', (event) => {
  left -= 1;
  if (left >= 0) return;
  if (query.get('how') === 'half' && left === -1) {
    // Ends between sending its gradients to the engine and to the other helpers.
    MessagePort.prototype.postMessage = () => undefined;
    return;
  }
  if (query.get('how') === 'pause') {
    if (left === -1) for (const end = performance.now() + 2000; performance.now() < end;);
    return;
  }
  event.stopImmediatePropagation();
  if (query.get('how') === 'throw') throw new Error('broken on purpose');
  if (query.get('how') === 'close') close();
  if (query.get('how') === 'hang' || query.get('how') === 'half') for (;;);
});
