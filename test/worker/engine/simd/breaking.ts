/** Breaks the worker that imports it, at the message after a number of them; the query of the worker's URL says how. */
const query = new URL(location.href).searchParams;
let left = Number(query.get('after'));

addEventListener('message', (event) => {
  left -= 1;
  if (left >= 0) return;
  event.stopImmediatePropagation();
  if (query.get('how') === 'throw') throw new Error('broken on purpose');
  if (query.get('how') === 'close') close();
  if (query.get('how') === 'hang') for (;;);
});
