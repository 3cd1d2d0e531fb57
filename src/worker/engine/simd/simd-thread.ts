/**
 * The script of a helper thread of the SIMD engine. It remembers nothing between two requests: the parameters come with
 * each part of a batch, so that it cannot drift away from the network that is trained.
 */
import { SimdNetwork, type SimdKernels } from '../../../simd/kernels.js';
import { openPartBuffer, PIECE, type PartRequest, type ThreadAnswer, type ThreadRequest } from './thread-messages.js';

let kernels: SimdKernels | undefined;
let network: SimdNetwork | undefined;

addEventListener('message', ({ data }: MessageEvent<ThreadRequest>) => {
  void handle(data).then(answer, (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))));
});

function answer(message: ThreadAnswer): void {
  const transfer = message !== null && 'buffer' in message ? [message.buffer] : [];
  postMessage(message, { transfer });
}

async function handle(request: ThreadRequest): Promise<ThreadAnswer> {
  if ('buffer' in request) return computePart(request);
  kernels = request.kernels;
  // Made now, to prove that it can be.
  network = await SimdNetwork.create(kernels, 'cnn', PIECE);
  return null;
}

async function computePart({ model, buffer, count, divisor }: PartRequest): Promise<ThreadAnswer> {
  if (kernels === undefined) throw new Error('The kernels have to come first.');
  if (network?.model !== model) network = await SimdNetwork.create(kernels, model, PIECE);
  const { floats, pixels, labels } = openPartBuffer(buffer, model, count);
  network.parameters.set(floats);
  const score = network.computeGradients(pixels, labels, divisor);
  floats.set(network.gradients);
  return { ...score, buffer };
}
