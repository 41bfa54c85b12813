"""The peer of StepBenchmark: training steps of torchvision's Faster R-CNN on the same networks.

small: ResNet18 of base width 32, FPN 64, box head 128, anchors 16..256. resnet50: torchvision's
fasterrcnn_resnet50_fpn, from scratch, so that its batch normalisation is trained. Each image has 30
boxes up to a quarter as wide as itself; default numbers of proposals and samples; SGD with momentum
and weight decay. On a GPU images go there as bytes in every step. Prints the versions and the
milliseconds of a step behind the first three: minimum and median.

fp32 and tf32 are those of StepBenchmark, with convolutions and products of matrices alike; bf16 is
torch.autocast. Debian's torch multiplies matrices with whatever libblas.so.3 is: the reference BLAS
makes the peer twice as slow as OpenBLAS (package libopenblas0-pthread) does, so compare with that.

Usage: torch_step.py [NAME=VALUE]... of device, threads, steps, precision, net, images, size
"""

import sys
import time

import torch
import torchvision
from torchvision.models import resnet
from torchvision.models.detection import FasterRCNN, fasterrcnn_resnet50_fpn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

DEFAULTS = {
    "device": "cpu",
    "threads": "2",
    "steps": "12",
    "precision": "fp32",
    "net": "small",
    "images": "4",
    "size": "256x320",
}
BOXES, CLASSES, LEAST, WARM_UP = 30, 5, 8, 3


class ResNet(resnet.ResNet):
    """ResNet with a base width: torchvision's takes 64 for granted."""

    def __init__(self, block, layers, width):
        super().__init__(block, layers)
        self.inplanes = width
        self.conv1 = torch.nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.layer1 = self._make_layer(block, width, layers[0])
        self.layer2 = self._make_layer(block, 2 * width, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 4 * width, layers[2], stride=2)
        self.layer4 = self._make_layer(block, 8 * width, layers[3], stride=2)
        for module in self.modules():
            if isinstance(module, torch.nn.Conv2d):
                torch.nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def detector(net, height, width):
    as_it_is = {
        "min_size": min(height, width),
        "max_size": max(height, width),
        "image_mean": [0.0, 0, 0],
        "image_std": [1.0, 1, 1],
    }
    if net == "resnet50":
        return fasterrcnn_resnet50_fpn(
            weights=None, weights_backbone=None, num_classes=CLASSES + 1, **as_it_is
        )
    base, channels, head = 32, 64, 128
    body = ResNet(resnet.BasicBlock, [2, 2, 2, 2], base)
    layers = {"layer1": "0", "layer2": "1", "layer3": "2", "layer4": "3"}
    stages = [base, 2 * base, 4 * base, 8 * base]
    backbone = BackboneWithFPN(body, layers, stages, channels, LastLevelMaxPool())
    return FasterRCNN(
        backbone,
        None,
        rpn_anchor_generator=AnchorGenerator(
            ((16,), (32,), (64,), (128,), (256,)), ((0.5, 1.0, 2.0),) * 5
        ),
        box_head=TwoMLPHead(channels * 49, head),
        box_predictor=FastRCNNPredictor(head, CLASSES + 1),
        **as_it_is,
    )


def batch(images, height, width):
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randint(0, 256, (images, 3, height, width), dtype=torch.uint8, generator=generator)
    targets = []
    for _ in range(images):
        u = torch.rand(BOXES, 4, generator=generator)
        size = LEAST + (width / 4 - LEAST) * u[:, 2:]
        corner = u[:, :2] * (torch.tensor([width, height]) - size)
        labels = torch.randint(1, CLASSES + 1, (BOXES,), generator=generator)
        targets.append({"boxes": torch.cat([corner, corner + size], 1), "labels": labels})
    return pixels, targets


def main():
    settings = dict(DEFAULTS)
    for argument in sys.argv[1:]:
        name, _, value = argument.partition("=")
        if name not in settings:
            sys.exit(f"{argument}, expected NAME=VALUE of {DEFAULTS}")
        settings[name] = value
    device = torch.device(settings["device"])
    precision = settings["precision"]
    height, width = map(int, settings["size"].split("x"))
    images = int(settings["images"])
    torch.set_num_threads(int(settings["threads"]))
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.manual_seed(1)
    model = detector(settings["net"], height, width).to(device).train()
    optimizer = torch.optim.SGD(model.parameters(), 0.005, momentum=0.9, weight_decay=1e-4)
    pixels, targets = batch(images, height, width)
    targets = [{name: value.to(device) for name, value in one.items()} for one in targets]
    times = []
    for _ in range(int(settings["steps"])):
        start = time.perf_counter()
        # From uniform bytes to a mean of 0 and a deviation of 1.
        inputs = list((pixels.to(device).float() - 127.5) / 73.9)
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
            losses = sum(model(inputs, targets).values())
        optimizer.zero_grad()
        losses.backward()
        optimizer.step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        times.append(1000 * (time.perf_counter() - start))
    times = sorted(times[min(WARM_UP, len(times) - 1) :])
    print(
        f"torch-{settings['net']}-{precision}-{images} on torch {torch.__version__}"
        f" torchvision {torchvision.__version__}, {device}, threads {settings['threads']}"
        f" minimum {times[0]:.1f} median {times[len(times) // 2]:.1f} ms a step"
        f" (last loss {losses.item():.3f})"
    )


if __name__ == "__main__":
    main()
