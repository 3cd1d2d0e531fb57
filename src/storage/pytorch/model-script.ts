/** `model.py`: the network as a PyTorch module, and how its weights are read. */
import { formatLayers } from '../../network/format.js';
import { channelsFirst } from '../channels-first.js';
import type { TrainedNetwork } from '../trained-network.js';
import { linesOf } from './module-lines.js';

/** @returns Python 3.9 and PyTorch 1.13, or newer */
export function modelScript(trained: TrainedNetwork): string {
  const { network, labels } = trained;
  const { height, width } = network.input;
  const lines = channelsFirst(trained).map(linesOf);
  const indent = (texts: readonly string[]): string => texts.map((text) => `        ${text}`).join('\n');
  // JSON's strings are Python's, too.
  const labelList = labels.map((label) => JSON.stringify(label)).join(', ');
  return `"""
Reads grey pictures of ${height}x${width} pixels as one of ${network.classes} classes. Trained with mnist-elements.

    from model import LABELS, load
    probabilities = load()(pixels).softmax(1)

Layers: ${formatLayers(network.layers) || 'none'}; then one unit for each class.
"""
import json
import struct
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HEIGHT, WIDTH = ${height}, ${width}
LABELS = [${labelList}]
WEIGHTS = Path(__file__).with_name("model.safetensors")


class Network(nn.Module):
    """Takes pictures [batch, 1, ${height}, ${width}], ink from 0 (paper) to 1, and gives logits [batch, ${network.classes}]."""

    def __init__(self) -> None:
        super().__init__()
${indent(lines.map(({ init }) => init))}

    def forward(self, x: Tensor) -> Tensor:
${indent(lines.flatMap(({ forward }) => forward))}
        return x


def load(path: Path = WEIGHTS) -> Network:
    """The network with what it has learned, ready to predict."""
    network = Network()
    network.load_state_dict(read_safetensors(path))
    return network.eval()


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file: the length of a JSON header in eight bytes, the header, and all numbers."""
    data = bytearray(Path(path).read_bytes())
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    numbers = torch.frombuffer(data, dtype=torch.float32, offset=8 + length)
    tensors = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        tensors[name] = numbers[begin // 4 : end // 4].reshape(tensor["shape"])
    return tensors
`;
}
