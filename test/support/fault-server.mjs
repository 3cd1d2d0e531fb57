/**
 * A middleware of the test server that serves a small dataset with everything that can go wrong on the way:
 * `/faults/<kind>/<run>/<file>`, where `run` is any name that keeps tests apart. On bad networks (network-faults.mjs)
 * there are also the files of the built script and of its model. `/faults/log/<kind>/<run>` tells what was asked for and
 * how many bytes went out; PUT `/faults/replace/<kind>/<run>` puts newer files there.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { datasetFile, isDataset } from './datasets.mjs';
import { idxHeader, imageFile, join, labelFile } from './idx-files.mjs';
import { networkDelivery, networkFaults } from './network-faults.mjs';

const TRAIN_COUNT = 50;
const TEST_COUNT = 20;
/** Training examples in files that are much longer than what a test wants of them. */
const LONG_COUNT = 20_000;
const PAGE = '<!DOCTYPE html><title>Home</title>';

/** Folder → requests in order: `{method, file, range, status, sent, closed}`. */
const logs = new Map();
/** Folders whose files have been replaced. */
const replaced = new Set();

/** The honest file of a name. */
function honest(name, trainCount = TRAIN_COUNT) {
  const count = name.startsWith('train') ? trainCount : TEST_COUNT;
  return name.includes('images') ? imageFile(count) : labelFile(count);
}

/** Whether a name, without `.gz`, is MNIST's own. */
const isUsual = (name) => /^(train|t10k)-(images-idx3|labels-idx1)-ubyte$/.test(name);

const isTrainImages = (name) => name === 'train-images-idx3-ubyte';
const isTrainLabels = (name) => name === 'train-labels-idx1-ubyte';

/** Changes the training images and leaves the other files honest. */
const withImages = (make) => (name) => (isTrainImages(name) ? make(honest(name)) : honest(name));

const truncated = withImages((file) => file.subarray(0, file.length - 1000));

/** Kind → content of a file, which is there as `.gz` only. */
const contents = {
  good: (name) => honest(name),
  'wrong-magic': withImages((file) => file.fill(7, 0, 4)),
  swapped: (name) => (isTrainImages(name) ? labelFile(TRAIN_COUNT) : honest(name)),
  truncated,
  'cut-header': withImages((file) => file.subarray(0, 10)),
  empty: withImages(() => new Uint8Array(0)),
  'no-images': withImages(() => imageFile(0)),
  trailing: withImages((file) => join(file, new Uint8Array(300))),
  'side-27': (name) => (isTrainImages(name) ? imageFile(TRAIN_COUNT, { width: 27, height: 27 }) : honest(name)),
  'count-mismatch': (name) => (isTrainLabels(name) ? labelFile(TRAIN_COUNT - 1) : honest(name)),
  'label-11': (name) => (isTrainLabels(name) ? honest(name).fill(11, 8 + 33, 8 + 34) : honest(name)),
  'four-billion': withImages((file) => join(idxHeader([0x803, 0xffffffff, 28, 28]), file.subarray(16))),
  bomb: withImages(() => join(idxHeader([0x803, 0xffffffff, 28, 28]), new Uint8Array(200_000_000))),
};

/** Kind → the file as it is delivered: `{body, status, headers}`, or a way to write it; undefined is 404. */
const deliveries = {
  missing: () => undefined,
  forbidden: () => ({ status: 403 }),
  broken: () => ({ status: 503 }),
  html: ({ name }) => {
    if (isTrainImages(name)) return { body: PAGE, headers: { 'Content-Type': 'text/html' } };
    return isUsual(name) ? packed(name) : undefined;
  },
  'html-for-gz': ({ name, gz }) =>
    gz ? { body: PAGE, headers: { 'Content-Type': 'text/html' } } : { body: honest(name) },
  plain: ({ name, gz }) => (gz ? undefined : { body: honest(name) }),
  'plain-only-images': ({ name, gz }) => {
    const isPlain = name.includes('images');
    if (gz === isPlain) return undefined;
    return isPlain ? { body: honest(name) } : packed(name);
  },
  'plain-named-gz': ({ name }) => ({ body: honest(name) }),
  'content-encoding': ({ name }) => ({ ...packed(name), headers: { 'Content-Encoding': 'gzip' } }),
  'corrupt-gzip': ({ name }) => damaged(name, (file) => file.fill(0xff, 200, 400)),
  'bad-checksum': ({ name }) =>
    damaged(name, (file) => file.fill(file.at(-8) ^ 0xff, file.length - 8, file.length - 7)),
  'cut-gzip': ({ name }) => damaged(name, (file) => file.subarray(0, file.length >> 1)),
  /** Kept by the browser for a year, and cut short until it is replaced. */
  'cached-and-cut': ({ name, isReplaced }) => ({
    body: gzipSync(isReplaced ? honest(name) : truncated(name)),
    headers: { 'Cache-Control': 'public, max-age=31536000' },
  }),
  dropped: ({ name }) => slow(gzipSync(honest(name)), { end: isTrainImages(name) ? 'dropped' : 'whole' }),
  stalled: ({ name }) => slow(gzipSync(honest(name)), { end: isTrainImages(name) ? 'stalled' : 'whole' }),
  'stalled-and-missing': ({ name }) => {
    if (name.includes('images')) return slow(gzipSync(honest(name)), { end: 'stalled' });
    return name.startsWith('train') ? packed(name) : delay(150);
  },
  trickle: ({ name }) => slow(gzipSync(honest(name)), {}),
  /** The built script, without the parts that few pages need; translations are in a folder that is not served here. */
  'without-parts': ({ name }) =>
    /^(answer|files|saved-model|create-threaded-engine)-/.test(name)
      ? undefined
      : { body: stored(name), headers: { 'Content-Type': typeOf(name) } },
  'plain-page': () => page(),
  'trusted-page': () => page(STRICT_POLICY),
  /** A network whose classes have names that are HTML. */
  'hostile-labels': ({ name }) => {
    if (name !== 'model.json') return { body: stored(name) };
    const json = JSON.parse(stored(name));
    json.userDefinedMetadata.labels = Array.from('0123456789', (digit) => `<img src=x onerror=top.harmed=1>${digit}`);
    return { body: Buffer.from(JSON.stringify(json)) };
  },
  /** The network that comes with the script, as if others had trained it on pixels from 0 to 255. */
  'trained-on-bytes': ({ name }) => {
    if (name !== 'model.json') return { body: name === 'weights.bin' ? expectingBytes(stored(name)) : stored(name) };
    const { format, modelTopology, weightsManifest } = JSON.parse(stored(name));
    return { body: Buffer.from(JSON.stringify({ format, modelTopology, weightsManifest })) };
  },
  /** A hundred megabytes, slowly. */
  endless: () => slow(new Uint8Array(100_000_000), { piece: 256 * 1024, pause: 2 }),
  long: ({ name }) => slow(honest(name, LONG_COUNT), { piece: 64 * 1024, pause: 2 }),
};

/** A page with the elements' script and nothing else. @param {string} [policy] of its content */
const page = (policy) => ({
  body: '<!DOCTYPE html><title>Lesson</title><script type="module" src="/dist/mnist-elements.js"></script><body>',
  headers: { 'Content-Type': 'text/html', ...(policy && { 'Content-Security-Policy': policy }) },
});

/** All that the elements need, and Trusted Types enforced. */
const STRICT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types mnist-elements lit-html";

/** Divides the first kernel, half-precision numbers, by 256: that is 8 less in the exponent. */
function expectingBytes(weights) {
  const file = Buffer.from(weights);
  for (let at = 0; at < 2 * 3 * 3 * 8; at += 2) {
    const half = file.readUInt16LE(at);
    file.writeUInt16LE(((half >> 10) & 31) > 8 ? half - (8 << 10) : 0, at);
  }
  return file;
}

const packed = (name) => ({ body: gzipSync(honest(name)) });

const damaged = (name, damage) => ({
  body: isTrainImages(name) ? damage(gzipSync(honest(name))) : gzipSync(honest(name)),
});

const DIST = new URL('../../dist/', import.meta.url);
const TYPES = { js: 'text/javascript', json: 'application/json', wasm: 'application/wasm' };
const typeOf = (file) => TYPES[file.split('.').at(-1)] ?? 'application/octet-stream';

/** A file as it lies on the server: of the built script, of its model, or of the small dataset. */
function stored(file) {
  const built = ['', 'model/'].map((folder) => new URL(folder + file, DIST)).find((url) => existsSync(url));
  if (built !== undefined) return readFileSync(built);
  const name = file.slice(0, -3);
  return file.endsWith('.gz') && isUsual(name) ? gzipSync(honest(name)) : undefined;
}

/** What a server on a bad network does; undefined where it has no such file. */
function overBadNetwork(kind, file, entries, range) {
  const body = stored(file);
  if (body === undefined) return undefined;
  const attempt = entries.filter((entry) => entry.method === 'GET' && entry.file === file).length;
  const tail = range === '' ? undefined : Number(/^bytes=(\d+)-$/.exec(range)[1]);
  const name = file.replace(/\.gz$/, '');
  const delivery = networkDelivery(kind, { name, body, attempt, tail });
  const headers = { 'Content-Type': typeOf(file), ...delivery.headers };
  if (delivery.isFolder) headers.Location += file;
  return { ...delivery, headers };
}

/** A body written in pieces, whole or up to its middle. */
const slow = (body, { piece = 200, pause = 10, end = 'whole' }) => ({ body, piece, pause, end });

/** Sends past koa, so that no other middleware changes the caching. */
async function send(context, delivery, headers, entry) {
  const { req, res } = context;
  context.respond = false;
  const closing = new Promise((resolve) => res.on('close', resolve)).then(() => (entry.closed = true));
  const { status = delivery ? 200 : 404, body = '', piece = Infinity, pause = 0, end = 'whole', at } = delivery ?? {};
  entry.status = status;
  if (end === 'refused') return req.socket.destroy();
  if (end === 'silent') return undefined;
  const all = Object.entries({ 'Content-Length': body.length, ...headers, ...delivery?.headers });
  res.writeHead(status, Object.fromEntries(all.filter(([, value]) => value !== undefined)));
  if (context.method === 'HEAD') return res.end();
  const middle = end === 'dropped' || end === 'stalled' ? (at ?? body.length / 2) : Infinity;
  for (let start = 0; start < body.length && !res.destroyed; start += piece) {
    if (start > middle) return end === 'dropped' ? req.socket.destroy() : undefined;
    const chunk = body.slice(start, start + piece);
    entry.sent += chunk.length;
    if (!res.write(chunk)) await Promise.race([once(res, 'drain'), closing]);
    if (pause > 0) await delay(pause);
  }
  res.end(() => end === 'closed' && req.socket.end());
}

/** @type {import('koa').Middleware} */
export async function faultServer(context, next) {
  // A sandboxed frame has the origin "null", and could import nothing from here otherwise.
  if (context.get('Origin') === 'null') context.set('Access-Control-Allow-Origin', '*');
  const match = /^\/faults\/(?:(log|replace)\/)?([^/]+\/[^/]+)(?:\/([^/]+))?$/.exec(context.path);
  if (match === null) return next();
  const [, command, folder, file] = match;
  if (command === 'log') {
    context.body = logs.get(folder) ?? [];
  } else if (command === 'replace') {
    replaced.add(folder);
    context.status = 204;
  } else {
    const entry = { method: context.method, file, range: context.get('Range'), status: 0, sent: 0, closed: false };
    const entries = [...(logs.get(folder) ?? []), entry];
    logs.set(folder, entries);
    const gz = file.endsWith('.gz');
    const name = gz ? file.slice(0, -3) : file;
    const isReplaced = replaced.has(folder);
    const kind = folder.split('/')[0];
    const asGzip = () => (gz && isUsual(name) ? { body: gzipSync(contents[kind](name)) } : undefined);
    const asDataset = () => {
      const body = datasetFile(kind, file);
      return body && { body };
    };
    const delivery =
      kind in networkFaults
        ? overBadNetwork(kind, file, entries, entry.range)
        : await (deliveries[kind] ?? (isDataset(kind) ? asDataset : asGzip))({ name, gz, isReplaced });
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': 'no-store',
      'Last-Modified': new Date(isReplaced ? 86_400_000 : 0).toUTCString(),
      'Access-Control-Allow-Origin': '*',
    };
    await send(context, delivery, headers, entry);
  }
}
