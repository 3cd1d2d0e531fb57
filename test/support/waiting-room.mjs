/** A middleware of the test server that answers `/waiting-room/<milliseconds>` after as long as that. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export async function waitingRoom(context, next) {
  const match = /^\/waiting-room\/(\d+)$/.exec(context.path);
  if (match === null) return next();
  // Who has gone is not waited for.
  await Promise.race([delay(Number(match[1]), undefined, { ref: false }), once(context.req.socket, 'close')]);
  context.set('Cache-Control', 'no-store');
  context.status = 204;
}
