/**
 * The script of a helper thread of the SIMD engine. It trains a copy of the engine's network: it computes the gradients
 * of its part of each batch, and moves the network by the sum of everybody's gradients. All copies stay equal bit for
 * bit, so that no parameters need to be sent.
 */
import { SimdNetwork } from './kernels.js';
import type { SimdKernels } from './load-kernels.js';
import { isSameNetwork } from '../../network/compare.js';
import type { OptimizerName } from '../../optimizer/optimizers.js';
import { addInOrder, type Exchange } from './threads/exchange.js';
import { MessageExchange, type Peer } from './threads/message-exchange.js';
import { computePart, PIECE, type Part } from './part.js';
import { SharedExchange } from './threads/shared-exchange.js';
import type { JoinMessage, PartMessage, StateMessage, ThreadAnswer, ThreadRequest } from './threads/thread-messages.js';

const engine: Peer = { postMessage: (packet, transfer) => postMessage(packet, { transfer }) };

let kernels: SimdKernels | undefined;
let network: SimdNetwork | undefined;
let optimizer: OptimizerName | undefined;
let exchange: Exchange | undefined;
/** The requests so far, each handled when the one before it is done. */
let work = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ThreadRequest>) => {
  if (data instanceof ArrayBuffer) {
    accept(data);
    return;
  }
  // At once: the work under way may be waiting for gradients that will not come.
  if (data.kind === 'state') exchange?.forgetBefore(data.ticket);
  work = work
    .then(() => handle(data))
    .catch((error: unknown) => answer(error instanceof Error ? error : new Error(String(error))));
});

function accept(packet: ArrayBuffer): void {
  if (exchange instanceof MessageExchange) exchange.accept(packet);
}

function answer(message: ThreadAnswer): void {
  postMessage(message);
}

async function handle(request: Exclude<ThreadRequest, ArrayBuffer>): Promise<void> {
  switch (request.kind) {
    case 'start':
      kernels = request.kernels;
      // Made now, to prove that it can be.
      network = await SimdNetwork.create(kernels, request.network, PIECE);
      answer({ kind: 'ready' });
      return;
    case 'join':
      exchange = join(request);
      return;
    case 'state':
      return setState(request);
    case 'part':
      return trainParts(request);
  }
}

function join({ rank, peers }: JoinMessage): Exchange {
  for (const [, port] of peers) port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => accept(data);
  return new MessageExchange(rank, [[0, engine], ...peers]);
}

async function setState({ state, place }: StateMessage): Promise<void> {
  if (kernels === undefined || network === undefined) throw new Error('The kernels have to come first.');
  if (!isSameNetwork(network.network, state.network)) {
    network = await SimdNetwork.create(kernels, state.network, PIECE);
  }
  network.parameters.set(state.parameters);
  network.optimizerState(state.optimizer).set(state.optimizerState);
  optimizer = state.optimizer;
  if (place !== undefined) exchange = new SharedExchange(place.rank, place.threads, place.memory, state.network);
}

/** Trains one part after the other, for as long as the next comes along with the engine's result. */
async function trainParts({ ticket, part }: PartMessage): Promise<void> {
  if (network === undefined || optimizer === undefined || exchange === undefined) {
    throw new Error('A network and the others have to come first.');
  }
  for (let next: Part | undefined = part; next !== undefined; ticket += 1) {
    const isEmpty = next.labels.length === 0;
    const score = await computePart(network, next);
    exchange.send(ticket, { ...score, gradients: isEmpty ? null : network.gradients });
    const gathered = await exchange.receive(ticket);
    if (gathered === undefined) return;
    const own = gathered.get(0);
    if (own?.update === undefined) throw new Error('The update is missing.');
    addInOrder(network, exchange.rank, isEmpty, gathered);
    const { learningRate, step, weightDecay } = own.update;
    network.update(optimizer, learningRate, step, weightDecay);
    next = own.next;
  }
}
