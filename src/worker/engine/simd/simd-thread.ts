/**
 * The script of a helper thread of the SIMD engine. It trains a copy of the engine's network: it computes the gradients
 * of its part of each batch, and moves the network by the sum of everybody's gradients. All copies stay equal bit for
 * bit, so that no parameters need to be sent.
 */
import { SimdNetwork, type SimdKernels } from '../../../simd/kernels.js';
import { addInOrder, type Exchange } from './exchange.js';
import { MessageExchange, type Peer } from './message-exchange.js';
import { computePart, PIECE } from './part.js';
import { SharedExchange } from './shared-exchange.js';
import type {
  GradientsMessage,
  JoinMessage,
  PartMessage,
  StateMessage,
  ThreadAnswer,
  ThreadRequest,
} from './thread-messages.js';

const engine: Peer = { postMessage: (message, transfer) => postMessage(message, { transfer }) };

let kernels: SimdKernels | undefined;
let network: SimdNetwork | undefined;
let exchange: Exchange | undefined;
/** The requests so far, each handled when the one before it is done. */
let work = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ThreadRequest>) => {
  if (data.kind === 'gradients') {
    accept(data);
    return;
  }
  // At once: the work under way may be waiting for gradients that will not come.
  if (data.kind === 'state') exchange?.forgetBefore(data.ticket);
  work = work
    .then(() => handle(data))
    .catch((error: unknown) => answer(error instanceof Error ? error : new Error(String(error))));
});

function accept(message: GradientsMessage): void {
  if (exchange instanceof MessageExchange) exchange.accept(message);
}

function answer(message: ThreadAnswer): void {
  postMessage(message);
}

async function handle(request: Exclude<ThreadRequest, GradientsMessage>): Promise<void> {
  switch (request.kind) {
    case 'start':
      kernels = request.kernels;
      // Made now, to prove that it can be.
      network = await SimdNetwork.create(kernels, 'cnn', PIECE);
      {
        answer({ kind: 'ready' });
        return;
      }
    case 'join':
      exchange = join(request);
      return;
    case 'state':
      return setState(request);
    case 'part':
      return trainPart(request);
  }
}

function join({ rank, way }: JoinMessage): Exchange {
  if ('memory' in way) return new SharedExchange(rank, way.threads, way.memory);
  for (const [, port] of way.peers) port.onmessage = ({ data }: MessageEvent<GradientsMessage>) => accept(data);
  return new MessageExchange(rank, [[0, engine], ...way.peers]);
}

async function setState({ state }: StateMessage): Promise<void> {
  if (kernels === undefined) throw new Error('The kernels have to come first.');
  if (network?.model !== state.model) network = await SimdNetwork.create(kernels, state.model, PIECE);
  network.parameters.set(state.parameters);
  network.firstMoment.set(state.firstMoment);
  network.secondMoment.set(state.secondMoment);
}

async function trainPart({ ticket, divisor, ...part }: PartMessage): Promise<void> {
  if (network === undefined || exchange === undefined) throw new Error('A network and the others have to come first.');
  const score = await computePart(network, part, divisor);
  const isEmpty = part.labels.length === 0;
  exchange.send(ticket, { ...score, gradients: isEmpty ? null : network.gradients });
  const gathered = await exchange.receive(ticket);
  if (gathered === undefined) return;
  const update = gathered.get(0)?.update;
  if (update === undefined) throw new Error('The update is missing.');
  addInOrder(network, exchange.rank, isEmpty, gathered);
  network.applyAdam(update.learningRate, update.step);
  exchange.release(gathered);
}
