/** Writes a network as an ONNX model, which runtimes for servers, phones and browsers open. */
import { formatLayers } from '../../network/format.js';
import { channelsFirst, toBytes } from '../channels-first.js';
import type { ExportedFile } from '../exported-file.js';
import type { TrainedNetwork } from '../trained-network.js';
import { nodesOf } from './nodes.js';
import { encodeModel, type OnnxNode } from './protobuf.js';

/** Operators as of 2020, which everything that reads ONNX knows, in the version of the file format that came with them. */
const OPSET = 13;
const IR_VERSION = 7;

/**
 * One file, `model.onnx`, for predictions:
 *
 * - input `pixels`: float32 [batch, 1, height, width], ink from 0 (paper) to 1
 * - output `probabilities`: float32 [batch, classes], each row sums to 1
 * - metadata `labels`, a JSON array of the class names, and `layers`, the network in the language of layers
 *
 * Dropout is left out, and batch normalisation goes by its moving averages.
 */
export function toOnnx(trained: TrainedNetwork): readonly ExportedFile[] {
  const { network, labels } = trained;
  const { height, width } = network.input;
  const layers = channelsFirst(trained);
  const nodes: OnnxNode[] = [];
  let value = 'pixels';
  for (const layer of layers) {
    nodes.push(...nodesOf(layer, value));
    value = nodes.at(-1)?.output ?? value;
  }
  nodes.push({
    name: 'softmax',
    operator: 'Softmax',
    inputs: [value],
    output: 'probabilities',
    attributes: { axis: { integer: 1 } },
  });
  const bytes = encodeModel({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'mnist-elements',
    description: `Reads grey pictures of ${height}x${width} pixels as one of ${network.classes} classes.`,
    metadata: { labels: JSON.stringify(labels), layers: formatLayers(network.layers) },
    graph: {
      name: 'network',
      nodes,
      initializers: layers.flatMap(({ tensors }) =>
        tensors.map(({ name, shape, values }) => ({ name, shape, bytes: toBytes(values) })),
      ),
      inputs: [{ name: 'pixels', shape: ['batch', 1, height, width], description: 'Ink from 0 (paper) to 1.' }],
      outputs: [
        {
          name: 'probabilities',
          shape: ['batch', network.classes],
          description: 'One for each class, in the order of the labels.',
        },
      ],
    },
  });
  return [{ name: 'model.onnx', type: 'application/octet-stream', bytes }];
}
