"""The peer of StepBenchmark: one training step of torchvision's Faster R-CNN on the same network.

ResNet18 of base width 32, FPN 64, box head 128, anchors 16..256, four images of 256 x 320 with 30
boxes each, torchvision's default numbers of proposals and samples, SGD with momentum and weight
decay. Prints the versions and the milliseconds of a step: minimum and median.

Debian's torch multiplies matrices with whatever libblas.so.3 is: the reference BLAS makes the peer
twice as slow as OpenBLAS (package libopenblas0-pthread) does, so compare with the latter.

Usage: torch_step.py [threads] [steps]
"""

import sys
import time

import torch
import torchvision
from torchvision.models import resnet
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

HEIGHT, WIDTH, IMAGES, BOXES, CLASSES = 256, 320, 4, 30, 5


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


def detector():
    width, channels, head = 32, 64, 128
    body = ResNet(resnet.BasicBlock, [2, 2, 2, 2], width)
    layers = {"layer1": "0", "layer2": "1", "layer3": "2", "layer4": "3"}
    stages = [width, 2 * width, 4 * width, 8 * width]
    backbone = BackboneWithFPN(body, layers, stages, channels, LastLevelMaxPool())
    return FasterRCNN(
        backbone,
        None,
        min_size=HEIGHT,
        max_size=WIDTH,
        image_mean=[0.0, 0, 0],
        image_std=[1.0, 1, 1],
        rpn_anchor_generator=AnchorGenerator(
            ((16,), (32,), (64,), (128,), (256,)), ((0.5, 1.0, 2.0),) * 5
        ),
        box_head=TwoMLPHead(channels * 49, head),
        box_predictor=FastRCNNPredictor(head, CLASSES + 1),
    )


def batch():
    generator = torch.Generator().manual_seed(1)
    images = [torch.randn(3, HEIGHT, WIDTH, generator=generator) for _ in range(IMAGES)]
    targets = []
    for _ in range(IMAGES):
        u = torch.rand(BOXES, 4, generator=generator)
        size = 8 + 72 * u[:, 2:]
        corner = u[:, :2] * (torch.tensor([WIDTH, HEIGHT]) - size)
        labels = torch.randint(1, CLASSES + 1, (BOXES,), generator=generator)
        targets.append({"boxes": torch.cat([corner, corner + size], 1), "labels": labels})
    return images, targets


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = detector().train()
    optimizer = torch.optim.SGD(model.parameters(), 0.005, momentum=0.9, weight_decay=1e-4)
    images, targets = batch()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        losses = sum(model(images, targets).values())
        optimizer.zero_grad()
        losses.backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    print(
        f"torch {torch.__version__} torchvision {torchvision.__version__} threads {threads}"
        f" minimum {times[0]:.1f} median {times[len(times) // 2]:.1f} ms a step"
        f" (last loss {losses.item():.3f})"
    )


if __name__ == "__main__":
    main()
