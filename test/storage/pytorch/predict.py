"""
Reads the pictures beside exported networks with them: for each folder, pixels.bin holds bytes [count, height, width], and
probabilities.bin becomes float32 [count, classes].
"""
import runpy
import sys
from array import array
from pathlib import Path

import torch

for folder in map(Path, sys.argv[1:]):
    model = runpy.run_path(str(folder / "model.py"))
    data = bytearray((folder / "pixels.bin").read_bytes())
    pixels = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 1, model["HEIGHT"], model["WIDTH"]) / 255
    with torch.no_grad():
        probabilities = model["load"]()(pixels).softmax(1)
    assert probabilities.shape[1] == len(model["LABELS"])
    (folder / "probabilities.bin").write_bytes(array("f", probabilities.flatten().tolist()).tobytes())
