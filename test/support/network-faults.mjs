/**
 * Servers on bad networks, for fault-server.mjs: kind → how a file is delivered. Each goes wrong with one file, the
 * largest of a set of data, of a model, or of the built script; the others arrive.
 */

/** The files that something happens to. */
const isVictim = (name) => ['train-images-idx3-ubyte', 'weights.bin', 'worker.js'].includes(name);

/** Offers ranges of a body that has this mark; a `tail` in the request is answered by 206. */
function ranged(body, tail, mark = '"v1"') {
  const headers = { 'Accept-Ranges': 'bytes', ETag: mark };
  if (tail === undefined) return { body, headers };
  return {
    status: 206,
    body: body.subarray(tail),
    headers: { ...headers, 'Content-Range': `bytes ${tail}-${body.length - 1}/${body.length}` },
  };
}

/** Ends after so many bytes: by a reset, or by saying nothing more. */
const broken = (delivery, end, at) => ({ ...delivery, end, at, piece: Math.min(2000, at >> 1), pause: 2 });
const half = ({ body }) => body.length >> 1;

/** Asks of a file: `{name, body, attempt, tail}`; `body` as it is stored, `attempt` from 1, `tail` the wanted start. */
export const networkFaults = {
  /** Breaks off once; goes on by a range. */
  'dropped-once': (ask) => {
    const delivery = ranged(ask.body, ask.tail);
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Breaks off after every 5000 bytes. */
  'dropped-often': (ask) => broken(ranged(ask.body, ask.tail), 'dropped', 5000),
  /** Breaks off once; knows no ranges. */
  'dropped-without-ranges': (ask) => {
    const delivery = { body: ask.body };
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Breaks off once; promises ranges, and sends the whole file. */
  'dropped-and-whole': (ask) => {
    const delivery = ranged(ask.body);
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Breaks off once; has another file by then. */
  'dropped-and-changed': (ask) => {
    const delivery = ranged(ask.body, ask.tail, ask.attempt === 1 ? '"v1"' : '"v2"');
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Breaks off once; says nothing that would tell another file from this one. */
  'dropped-and-unmarked': (ask) => {
    const delivery = { body: ask.body, headers: { 'Last-Modified': undefined } };
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Breaks off once; the browser unpacks, so that no range can be asked for. */
  'dropped-encoded': (ask) => {
    const delivery = ranged(ask.body);
    delivery.headers['Content-Encoding'] = 'gzip';
    return ask.attempt === 1 ? broken(delivery, 'dropped', half(ask)) : delivery;
  },
  /** Says nothing more once; goes on by a range. */
  'stalled-once': (ask) => {
    const delivery = ranged(ask.body, ask.tail);
    return ask.attempt === 1 ? broken(delivery, 'stalled', half(ask)) : delivery;
  },
  /** Takes the request and says nothing at all. */
  silent: (ask) => ({ body: ask.body, end: 'silent' }),
  'silent-once': (ask) => ({ body: ask.body, end: ask.attempt === 1 ? 'silent' : 'whole' }),
  /** Closes the connection before any answer. */
  'refused-once': (ask) => ({ body: ask.body, end: ask.attempt === 1 ? 'refused' : 'whole' }),
  'busy-once': (ask) => (ask.attempt === 1 ? { status: 503, body: 'busy' } : { body: ask.body }),
  /** Says a wrong length. */
  'length-too-long': (ask) => ({
    body: ask.body,
    headers: { 'Content-Length': ask.body.length + 1000 },
    end: 'closed',
  }),
  'length-too-short': (ask) => ({ body: ask.body, headers: { 'Content-Length': half(ask) }, end: 'closed' }),
  redirect: () => ({ status: 302, headers: { Location: '../../good/redirected/' }, isFolder: true }),
  'redirect-loop': () => ({ status: 302, headers: { Location: './' }, isFolder: true }),
  page: () => ({ body: '<!DOCTYPE html><title>Sign in</title>', headers: { 'Content-Type': 'text/html' } }),
};

/** Wraps every kind so that the other files arrive. */
export function networkDelivery(kind, ask) {
  return isVictim(ask.name) ? networkFaults[kind](ask) : { body: ask.body };
}
