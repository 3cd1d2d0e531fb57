/** `train.py`: goes on training the network of `model.py`, in one process or in many; the same for every network. */

/** Python 3.9 and PyTorch 1.13, or newer. The recipe is that of the elements: Adam, one cycle, shifts by up to a pixel. */
export const TRAIN_SCRIPT = String.raw`"""
Goes on training the network of model.py on IDX files, as MNIST and others come in, gzipped or not, and says how many of
the test images it reads right. What it has learned is written to trained.safetensors.

    python3 train.py --data FOLDER
    torchrun --nproc_per_node 2 train.py --data FOLDER        (two processes, or GPUs, on this machine)
    torchrun --nnodes 4 --nproc_per_node 8 --rdzv_backend c10d --rdzv_endpoint HOST:29500 train.py --data FOLDER
                                                              (the same on each of four machines)
"""
import argparse
import gzip
import json
import os
import re
import struct
import sys
import time
from array import array
from pathlib import Path

import torch
import torch.distributed as dist
from model import HEIGHT, LABELS, WEIGHTS, WIDTH, Network, load
from torch import Tensor
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DistributedSampler

# Which process this is, and of how many: torchrun tells.
RANK, PROCESSES = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
if torch.cuda.is_available():
    DEVICE = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
else:
    DEVICE = torch.device("cpu")


def main() -> None:
    args = read_arguments()
    if PROCESSES > 1:
        dist.init_process_group("nccl" if DEVICE.type == "cuda" else "gloo")
    # Each process moves its pictures, and drops values, in its own way.
    torch.manual_seed(args.seed + RANK)
    test = read_split(args.data, "(t10k|test)", args.transpose)
    network = load(args.weights).to(DEVICE)
    tell(f"{accuracy(network, *test):.2%} of the test images are read right before training")
    train(network, *read_split(args.data, "train", args.transpose), args)
    tell(f"{accuracy(network, *test):.2%} of the test images are read right after training")
    if RANK == 0:
        write_safetensors(network.state_dict(), args.output)
    if PROCESSES > 1:
        dist.destroy_process_group()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("."), help="folder with the four IDX files")
    parser.add_argument("--transpose", action="store_true", help="turn pictures that lie on their side, as EMNIST's do")
    parser.add_argument("--epochs", type=int, default=5, help="passes over the training images")
    parser.add_argument("--batch-size", type=int, default=64, help="images in a step, over all processes")
    parser.add_argument("--learning-rate", type=float, default=0.003, help="at its peak")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where to go on from")
    parser.add_argument("--output", type=Path, default=Path("trained.safetensors"))
    return parser.parse_args()


def train(network: Network, images: Tensor, labels: Tensor, args: argparse.Namespace) -> None:
    network.train()
    # Averages the gradients of all processes in every step.
    learner = DistributedDataParallel(network) if PROCESSES > 1 else network
    # Every process gets its share of the images, in another order in every epoch.
    sampler = DistributedSampler(labels, PROCESSES, RANK, seed=args.seed)
    size = min(max(1, args.batch_size // PROCESSES), len(sampler))
    steps = len(sampler) // size
    optimizer = torch.optim.Adam(learner.parameters(), lr=args.learning_rate)
    total_steps = max(1, steps * args.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: one_cycle(step / total_steps))
    for epoch in range(args.epochs):
        started, total = time.time(), torch.zeros((), device=DEVICE)
        sampler.set_epoch(epoch)
        for batch in torch.tensor(list(sampler), device=DEVICE).split(size)[:steps]:
            loss = F.cross_entropy(learner(shift(to_ink(images[batch]))), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.detach()
        seconds = time.time() - started
        tell(f"epoch {epoch + 1} of {args.epochs}: loss {total.item() / steps:.4f}, {seconds:.1f} s")


def one_cycle(progress: float) -> float:
    """Share of the peak: up from a tenth in the first fifth of the training, then down to nothing."""
    return 0.1 + 0.9 * progress / 0.2 if progress < 0.2 else (1 - progress) / 0.8


def shift(pictures: Tensor) -> Tensor:
    """Moves each picture by -1, 0 or 1 pixel in both directions; what moves in is paper."""
    count = len(pictures)
    down, right = torch.randint(3, (2, count, 1), device=DEVICE)
    rows = (down + torch.arange(HEIGHT, device=DEVICE)).view(count, HEIGHT, 1)
    columns = (right + torch.arange(WIDTH, device=DEVICE)).view(count, 1, WIDTH)
    which = torch.arange(count, device=DEVICE).view(count, 1, 1)
    return F.pad(pictures, (1, 1, 1, 1))[which, 0, rows, columns].unsqueeze(1)


@torch.no_grad()
def accuracy(network: Network, images: Tensor, labels: Tensor) -> float:
    network.eval()
    batches = zip(images.split(1000), labels.split(1000))
    right = sum((network(to_ink(some)).argmax(1) == truth).sum().item() for some, truth in batches)
    return right / len(labels)


def to_ink(images: Tensor) -> Tensor:
    """From bytes [count, height, width] to what the network takes."""
    return images.unsqueeze(1) / 255


def read_split(folder: Path, split: str, transpose: bool) -> tuple[Tensor, Tensor]:
    """Pictures [count, height, width] and their classes, from 0."""
    images = read_idx(folder, f"{split}-images.idx3-ubyte")
    labels = read_idx(folder, f"{split}-labels.idx1-ubyte").long()
    if transpose:
        images = images.transpose(1, 2)
    if images.shape != (len(labels), HEIGHT, WIDTH):
        sys.exit(f"Expected {len(labels)} pictures of {HEIGHT}x{WIDTH} in {folder}, found {tuple(images.shape)}.")
    if labels.min() == 1 and labels.max() == len(LABELS):
        labels -= 1  # EMNIST's letters count from 1.
    if labels.max() >= len(LABELS):
        sys.exit(f"The labels in {folder} go up to {labels.max()}, but the network has {len(LABELS)} classes.")
    return images.to(DEVICE), labels.to(DEVICE)


def read_idx(folder: Path, name: str) -> Tensor:
    """The bytes of an IDX file: a magic number, the sizes, and as many bytes. The name is a pattern of its end."""
    path = next((path for path in sorted(folder.iterdir()) if re.search(rf"{name}(\.gz)?$", path.name)), None)
    if path is None:
        sys.exit(f"There is no file in {folder} whose name ends in {name} or {name}.gz.")
    data = bytearray((gzip.open if path.suffix == ".gz" else open)(path, "rb").read())
    dimensions = data[3]
    sizes = struct.unpack_from(f">{dimensions}I", data, 4)
    return torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * dimensions).reshape(sizes)


def write_safetensors(tensors: dict[str, Tensor], path: Path) -> None:
    """The format that model.py reads. What is not learned, such as counters, is left out."""
    header, numbers = {}, array("f")
    for name, tensor in tensors.items():
        if not tensor.is_floating_point():
            continue
        begin = 4 * len(numbers)
        numbers.extend(tensor.flatten().tolist())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [begin, 4 * len(numbers)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + numbers.tobytes())


def tell(sentence: str) -> None:
    if RANK == 0:
        print(sentence, flush=True)


if __name__ == "__main__":
    main()
`;
