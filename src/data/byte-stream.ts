/** The bytes of a response: failures of the network told apart from bad content, and gzip undone. */
import { MnistError } from '../shared/errors.js';
import { memoryError } from '../base/memory.js';

/**
 * A chunk given to the decompressor is at most this long, since all that one chunk expands to (up to a thousand times
 * as much) is in memory at once.
 */
const MAX_CHUNK = 16 * 1024;

/** Decoded bytes, and whether they were compressed when they reached this code. */
export interface ByteStream {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly gzip: boolean;
}

/**
 * Decodes a body. Gzip is recognised by its first two bytes, not by name or header: a server may have sent a `.gz`
 * file with `Content-Encoding: gzip`, and then the browser has already unpacked it.
 *
 * @param url for messages
 * @param signal aborting it fails the stream with its reason
 * @param onChunk sees every chunk as received, before decoding; an MnistError that it throws fails the stream
 * @returns a stream that fails with `data-network` when the transfer breaks, and `data-corrupt` when gzip does
 */
export async function decodeBody(
  response: Response,
  url: string,
  signal: AbortSignal,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<ByteStream> {
  const reader = (response.body ?? new Blob([]).stream()).getReader();

  async function receive(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      signal.throwIfAborted();
      const { value } = await reader.read();
      if (value !== undefined) onChunk(value);
      return value;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MnistError) throw error;
      const message = `The transfer of the data file ${url} broke off. Try again.`;
      throw memoryError(error) ?? new MnistError('data-network', message, error, url);
    }
  }

  let head = new Uint8Array(0);
  while (head.length < 2) {
    const chunk = await receive();
    if (chunk === undefined) break;
    head = concatenate(head, chunk);
  }

  const received = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => enqueueInPieces(controller, head),
    async pull(controller) {
      const chunk = await receive();
      if (chunk === undefined) controller.close();
      else enqueueInPieces(controller, chunk);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  return { stream: gzip ? received.pipeThrough(new DecompressionStream('gzip')) : received, gzip };
}

/** The error to report when reading a stream of `decodeBody` has failed with `error`. */
export function decodingError(error: unknown, url: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const message = `The data file ${url} is not intact gzip data: it is damaged or cut short. Upload it again.`;
  return memoryError(error) ?? MnistError.from(error, 'data-corrupt', message);
}

function enqueueInPieces(controller: ReadableStreamDefaultController<Uint8Array>, chunk: Uint8Array): void {
  for (let start = 0; start < chunk.length; start += MAX_CHUNK) {
    controller.enqueue(chunk.subarray(start, start + MAX_CHUNK));
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
