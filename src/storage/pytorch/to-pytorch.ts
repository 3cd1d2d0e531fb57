/** Writes a network as what a project in PyTorch begins with, so that work may outgrow the browser. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import { formatLayers } from '../../network/format.js';
import { channelsFirst } from '../channels-first.js';
import type { ExportedFile } from '../exported-file.js';
import type { TrainedNetwork } from '../trained-network.js';
import { modelScript } from './model-script.js';
import { toSafetensors } from './safetensors.js';
import { TRAIN_SCRIPT } from './train-script.js';

/** When all files say that they were written, so that the same network gives the same bytes; ZIP knows no earlier day. */
const WRITTEN = new Date(1980, 0, 1);

/**
 * One file, `model-pytorch.zip`, with
 *
 * - `model.safetensors`: the parameters under PyTorch's names and in its layout; metadata `labels`, a JSON array of the
 *   class names, and `layers`, the network in the language of layers
 * - `model.py`: the network as an `nn.Module` that takes float32 [batch, 1, height, width], ink from 0 (paper) to 1, and
 *   gives logits [batch, classes]
 * - `train.py`: goes on training it on IDX files, on one machine or many
 */
export function toPyTorch(trained: TrainedNetwork): readonly ExportedFile[] {
  const { network, labels } = trained;
  const tensors = channelsFirst(trained).flatMap((layer) => layer.tensors);
  const metadata = { format: 'pt', labels: JSON.stringify(labels), layers: formatLayers(network.layers) };
  const files: Zippable = {
    // Weights hardly shrink.
    'model.safetensors': [toSafetensors(tensors, metadata), { level: 0 }],
    'model.py': strToU8(modelScript(trained)),
    'train.py': strToU8(TRAIN_SCRIPT),
  };
  const bytes = zipSync(files, { mtime: WRITTEN });
  return [{ name: 'model-pytorch.zip', type: 'application/zip', bytes }];
}
