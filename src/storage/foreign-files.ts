/** The network as files of other frameworks than TensorFlow.js; loaded when somebody first asks for them. */
import type { NetworkState } from '../messages/checkpoint.js';
import { MnistError } from '../shared/errors.js';
import type { ExportFormat } from '../shared/types.js';
import type { ExportedFile } from './exported-file.js';
import { toOnnx } from './onnx/to-onnx.js';
import { toPyTorch } from './pytorch/to-pytorch.js';
import type { TrainedNetwork } from './trained-network.js';

type Writer = (trained: TrainedNetwork) => readonly ExportedFile[];

const WRITERS: ReadonlyMap<string, Writer> = new Map<Exclude<ExportFormat, 'tfjs'>, Writer>([
  ['onnx', toOnnx],
  ['pytorch', toPyTorch],
]);

/**
 * @param format anything that a page may have passed
 * @throws MnistError `invalid-argument` for a format that there is not
 */
export function toForeignFiles(
  format: string,
  { network, parameters }: Pick<NetworkState, 'network' | 'parameters'>,
  labels: readonly string[],
): File[] {
  const write = WRITERS.get(format);
  if (write === undefined) {
    const message = `A network is exported as \`tfjs\`, \`onnx\` or \`pytorch\`, not as \`${format}\`.`;
    throw new MnistError('invalid-argument', message, undefined, format);
  }
  // A page may name fewer classes than the network tells apart.
  const names = Array.from({ length: network.classes }, (_, index) => labels[index] ?? String(index));
  const trained = { network, parameters, labels: names };
  return write(trained).map(({ name, type, bytes }) => new File([bytes], name, { type }));
}
