"""The net that crnas found, in torchvision with its weights: load() of the folder of this file."""
import json
import pathlib
import struct
from collections import OrderedDict

import torch
from torch import nn
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.ops import MultiScaleRoIAlign
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool, LastLevelP6P7

def body(block, width, groups, width_per_group, dilations):  # a dilation for every block
    kind = {"basic": BasicBlock, "bottleneck": Bottleneck}[block]
    stem = {"conv1": nn.Conv2d(3, width, 7, 2, 3, bias=False), "bn1": nn.BatchNorm2d(width)}
    net, before = nn.Sequential(OrderedDict(stem, relu=nn.ReLU(), maxpool=nn.MaxPool2d(3, 2, 1))), width
    for stage, of_blocks in enumerate(dilations):
        planes, blocks = width << stage, []
        after = planes * kind.expansion
        for place, dilation in enumerate(of_blocks):
            stride, shortcut = 2 if stage > 0 and place == 0 else 1, None
            if stride > 1 or before != after:
                conv = nn.Conv2d(before, after, 1, stride, bias=False)
                shortcut = nn.Sequential(conv, nn.BatchNorm2d(after))
            one = kind(before, planes, stride, shortcut, groups, width_per_group)
            one.conv2.dilation = one.conv2.padding = (dilation, dilation)
            blocks.append(one)
            before = after
        net.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
    return net, [(width << stage) * kind.expansion for stage in range(len(dilations))]

def tensors(file):  # of safetensors, which is a header of JSON and then numbers
    raw = file.read_bytes()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    for name, one in json.loads(raw[8:start]).items():
        if name != "__metadata__":
            first, end = (start + offset for offset in one["data_offsets"])
            yield name, torch.frombuffer(bytearray(raw[first:end]), dtype=torch.float32).reshape(one["shape"])

def load(folder=pathlib.Path(__file__).parent):  # Faster R-CNN, or else a module with its backbone
    about = json.loads((folder / "allocation.json").read_text())
    (layers, outputs), fpn, rcnn = body(**about["body"]), about["fpn"], about["faster_rcnn"]
    names = {f"layer{stage}": str(stage) for stage in range(fpn["finest"] - 1, 5)}
    more = LastLevelMaxPool() if fpn["extra"] == "pool" else LastLevelP6P7(fpn["channels"], fpn["channels"])
    net = nn.Module()
    net.backbone = BackboneWithFPN(layers, names, outputs[fpn["finest"] - 2 :], fpn["channels"], more)
    if rcnn:
        head = TwoMLPHead(49 * fpn["channels"], rcnn["head_width"]), FastRCNNPredictor(rcnn["head_width"], rcnn["classes"])
        anchors = AnchorGenerator([[side] for side in rcnn["anchor_sizes"]], [rcnn["anchor_ratios"]] * 5)
        pool = MultiScaleRoIAlign(["1", "2", "3", "4"], 7, 2, canonical_scale=rcnn["canonical_side"])
        net = FasterRCNN(net.backbone, None, rpn_anchor_generator=anchors, box_roi_pool=pool, box_head=head[0], box_predictor=head[1], **rcnn["settings"])
        net.transform.size_divisible = rcnn["multiple"]
    found = {name: tensor for name, tensor in tensors(folder / "weights.safetensors") if rcnn or name.startswith("backbone.")}
    missing, unknown = net.load_state_dict(found, strict=False)
    assert not unknown and all(name.endswith("num_batches_tracked") for name in missing), (missing, unknown)
    return net.eval()
