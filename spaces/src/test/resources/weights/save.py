"""Writes the .pth files of this folder and, for torch.pth, the same numbers as safetensors.
Python's torch 1.13.0 wrote them; run in this folder."""

import argparse
import json
import struct
from collections import OrderedDict

import torch


class Call:
    """What a pickle can do that is no tensor."""

    def __reduce__(self):
        return print, ("a pickle was run",)


def safetensors(name, tensors):
    header, data = {}, b""
    for key, tensor in tensors.items():
        raw = tensor.detach().float().contiguous().numpy().tobytes()
        header[key] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(name, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


torch.manual_seed(1)
net = torch.nn.Sequential(OrderedDict(conv1=torch.nn.Conv2d(3, 4, 3), bn1=torch.nn.BatchNorm2d(4)))
torch.nn.init.normal_(net.bn1.weight)
weights = net.state_dict()
flat = torch.randn(24)
weights["transposed"] = torch.randn(3, 5).t()
weights["middle"] = flat[4:10]
weights["columns"] = flat.view(4, 6)[:, 1:3]
weights["tied"] = weights["conv1.weight"]
weights["parameter"] = torch.nn.Parameter(torch.randn(2, 3))
weights["half"] = torch.randn(5).half()
weights["bfloat"] = torch.randn(5).bfloat16()
weights["double"] = torch.randn(2).double()
weights["bytes"] = torch.tensor([0, 200], dtype=torch.uint8)
weights["flags"] = torch.tensor([True, False])
weights["scalar"] = torch.tensor(3.5)
weights["empty"] = torch.zeros(0, 3)
torch.save(weights, "torch.pth")
safetensors("torch.safetensors", weights)

small = {"module.conv1.weight": torch.arange(6.0).view(2, 3), "module.conv1.bias": torch.zeros(2)}
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
torch.save(
    {
        "epoch": 3,
        "meta": {"names": ["a", "b"], "time": "now", "rate": 1e-3, "seed": 2**70, "best": None},
        "optimizer": optimizer.state_dict(),
        "state_dict": small,
    },
    "checkpoint.pth",
)
torch.save({"model": {"state_dict": small}}, "nested.pth")
torch.save(small, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"args": argparse.Namespace(lr=1), "model": small}, "namespace.pth")
torch.save({"conv1.weight": Call()}, "call.pth")
torch.save({"w": torch.zeros(2, dtype=torch.complex64)}, "complex.pth")
torch.save({"w": torch.zeros(1).expand(1 << 27)}, "expanded.pth")
torch.save([torch.zeros(1)], "list.pth")
torch.jit.script(net).save("script.pth")
