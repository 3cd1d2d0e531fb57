/** The page's side of fault-server.mjs. */
import { waitUntil } from './wait-until.js';

/** A request as the server saw it. */
export interface LoggedRequest {
  readonly method: string;
  readonly file: string;
  /** What of it was asked for, as in the `Range` header; empty for all. */
  readonly range: string;
  readonly status: number;
  /** Bytes of body that were written. */
  readonly sent: number;
  readonly closed: boolean;
}

let runs = 0;

/** URL of a folder of the given kind that no other test uses. */
export function faultFolder(kind: string): string {
  runs += 1;
  return new URL(`/faults/${kind}/${Date.now().toString(36)}-${runs}/`, location.href).href;
}

/** What was asked of a folder so far. */
export async function requestsTo(folder: string): Promise<LoggedRequest[]> {
  const response = await fetch(folder.replace('/faults/', '/faults/log/').slice(0, -1), { cache: 'no-store' });
  return (await response.json()) as LoggedRequest[];
}

/** Waits until every connection that a folder was asked for is closed. */
export async function allClosed(folder: string): Promise<void> {
  await waitUntil(async () => (await requestsTo(folder)).every(({ closed }) => closed), 'connections are closed');
}

/** Lets the server say that the files of a folder are newer than before. */
export async function replaceFiles(folder: string): Promise<void> {
  await fetch(folder.replace('/faults/', '/faults/replace/').slice(0, -1), { method: 'PUT' });
}

/** Whether the browser minds that a body which it unpacks itself ends too early; Firefox does not. */
export async function tellsCutEncoding(): Promise<boolean> {
  const response = await fetch(`${faultFolder('dropped-encoded')}train-images-idx3-ubyte.gz`, { cache: 'no-store' });
  return response.arrayBuffer().then(
    () => false,
    () => true,
  );
}

/** The error that a promise rejects with; fails when it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was expected to reject');
}
