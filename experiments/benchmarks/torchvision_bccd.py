"""The peer of bccd.yaml: torchvision's RetinaNet, FCOS and Faster R-CNN trained on BCCD.

A ResNet18 of width 32 from scratch with batch normalisation, a pyramid of 64 channels; images,
flips, batches, optimiser, rates and numbers of steps are those of bccd.yaml. Everything else, the
initialisation and the losses above all, is torchvision's own. The detections on the test split are
written as COCO results, for the images and categories of a file of annotations.

Usage: torchvision_bccd.py KIND SEED DATA ANNOTATIONS RESULTS
KIND is retinanet, fcos or faster-rcnn. Needs Debian's python3-torchvision, or a newer one.
"""

import json
import os
import sys
import time
import xml.etree.ElementTree as ElementTree

import numpy
import torch
from PIL import Image
from torch_step import ResNet
from torchvision.models import resnet
from torchvision.models.detection import FCOS, FasterRCNN, RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool, LastLevelP6P7

HEIGHT, WIDTH, BATCH, EPOCHS = 96, 128, 4, 16
RATE, WARMUP, MILESTONES, CLIP = 0.001, 100, (0.7, 0.9), 10.0
RESNET_WIDTH, CHANNELS, CONVOLUTIONS, HEAD = 32, 64, 2, 128


def backbone(first, last):
    """The ResNet with a pyramid of its stages from one on, and what makes the levels behind."""
    body = ResNet(resnet.BasicBlock, [2, 2, 2, 2], RESNET_WIDTH)
    stages = range(first, 5)
    layers = {f"layer{stage}": str(i) for i, stage in enumerate(stages)}
    widths = [RESNET_WIDTH << (stage - 1) for stage in stages]
    return BackboneWithFPN(body, layers, widths, CHANNELS, last)


def detector(kind, classes):
    size = {"min_size": HEIGHT, "max_size": WIDTH}
    ratios = ((0.5, 1.0, 2.0),) * 5
    if kind == "faster-rcnn":
        return FasterRCNN(
            backbone(1, LastLevelMaxPool()),
            None,
            rpn_anchor_generator=AnchorGenerator(((4,), (8,), (16,), (32,), (64,)), ratios),
            rpn_pre_nms_top_n_train=300,
            rpn_pre_nms_top_n_test=300,
            rpn_post_nms_top_n_train=150,
            rpn_post_nms_top_n_test=150,
            rpn_batch_size_per_image=128,
            box_batch_size_per_image=64,
            box_head=TwoMLPHead(CHANNELS * 49, HEAD),
            box_predictor=FastRCNNPredictor(HEAD, classes + 1),
            **size,
        )
    pyramid = backbone(2, LastLevelP6P7(CHANNELS, CHANNELS))
    size.update(topk_candidates=1000, score_thresh=0.05, detections_per_img=100)
    if kind == "fcos":
        return shortened(FCOS(pyramid, classes, **size), 3)
    anchors = tuple(
        (side, int(side * 2 ** (1 / 3)), int(side * 2 ** (2 / 3))) for side in (8, 16, 32, 64, 128)
    )
    generator = AnchorGenerator(anchors, ratios)
    return shortened(RetinaNet(pyramid, classes, anchor_generator=generator, **size), 1)


def shortened(model, modules):
    """With fewer convolutions before its outputs than torchvision's four, of so many modules each."""
    for head in (model.head.classification_head, model.head.regression_head):
        head.conv = head.conv[: CONVOLUTIONS * modules]
    return model


def names(data, split):
    with open(os.path.join(data, "ImageSets", "Main", split + ".txt")) as lines:
        return [line.split()[0] for line in lines if line.strip()]


def picture(path):
    """The image as [3, HEIGHT, WIDTH] from 0 to 1, and its width and height before."""
    with Image.open(path) as image:
        width, height = image.size
        pixels = torch.from_numpy(numpy.array(image.convert("RGB"))).permute(2, 0, 1).float() / 255
    resized = torch.nn.functional.interpolate(
        pixels[None], size=(HEIGHT, WIDTH), mode="bilinear", align_corners=False
    )
    return resized[0], width, height


def training_images(data, labels):
    images = []
    for name in names(data, "train"):
        pixels, width, height = picture(os.path.join(data, "JPEGImages", name + ".jpg"))
        boxes, categories = [], []
        for thing in ElementTree.parse(os.path.join(data, "Annotations", name + ".xml")).iter("object"):
            box = thing.find("bndbox")
            left, top, right, bottom = (
                float(box.find(end).text) for end in ("xmin", "ymin", "xmax", "ymax")
            )
            # Pixels are counted from 1, and both ends belong to a box.
            corners = (max(left - 1, 0), max(top - 1, 0), min(right, width), min(bottom, height))
            if right <= left or bottom <= top:
                continue
            boxes.append(corners)
            categories.append(labels[thing.find("name").text])
        scale = torch.tensor([WIDTH / width, HEIGHT / height] * 2)
        boxes = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4) * scale
        images.append((pixels, boxes, torch.tensor(categories, dtype=torch.int64)))
    return images


def flipped(pixels, boxes, generator):
    across, down = torch.rand(2, generator=generator) < 0.5
    left, top, right, bottom = boxes.unbind(1)
    if across:
        pixels = pixels.flip(2)
        left, right = WIDTH - right, WIDTH - left
    if down:
        pixels = pixels.flip(1)
        top, bottom = HEIGHT - bottom, HEIGHT - top
    return pixels, torch.stack([left, top, right, bottom], 1)


def order(count, generator):
    """Places of images without end, each once an epoch."""
    while True:
        yield from torch.randperm(count, generator=generator).tolist()


def rate(step, steps):
    """Linear warm-up, then a tenth from each milestone on."""
    if step < WARMUP:
        return RATE * (0.001 + (1 - 0.001) * step / WARMUP)
    return RATE * 0.1 ** sum(step >= round(part * steps) for part in MILESTONES)


def train(model, images, steps, seed):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4)
    places = order(len(images), generator)
    model.train()
    begin = time.time()
    for step in range(steps):
        pictures, targets = [], []
        for _ in range(BATCH):
            pixels, boxes, categories = images[next(places)]
            pixels, boxes = flipped(pixels, boxes, generator)
            pictures.append(pixels)
            targets.append({"boxes": boxes, "labels": categories})
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps)
        losses = model(pictures, targets)
        loss = sum(losses.values())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        if step % 100 == 99:
            parts = " ".join(f"{name} {value.item():.4f}" for name, value in losses.items())
            print(f"step {step + 1} {parts} ({time.time() - begin:.0f} s)", file=sys.stderr)


@torch.no_grad()
def detections(model, data, annotations, offset):
    model.eval()
    results = []
    for image in annotations["images"]:
        pixels, width, height = picture(
            os.path.join(data, "JPEGImages", image["file_name"] + ".jpg")
        )
        found = model([pixels])[0]
        scale = torch.tensor([width / WIDTH, height / HEIGHT] * 2)
        for box, score, label in zip(found["boxes"] * scale, found["scores"], found["labels"]):
            left, top, right, bottom = box.tolist()
            results.append(
                {
                    "image_id": image["id"],
                    "category_id": annotations["categories"][label.item() - offset]["id"],
                    "bbox": [left, top, right - left, bottom - top],
                    "score": score.item(),
                }
            )
    return results


def main():
    kind, seed, data, truth, output = sys.argv[1:6]
    torch.set_num_threads(1)
    torch.manual_seed(int(seed))
    with open(truth) as file:
        annotations = json.load(file)
    # Only Faster R-CNN has a class for the background, before the others.
    offset = 1 if kind == "faster-rcnn" else 0
    labels = {
        category["name"]: place + offset for place, category in enumerate(annotations["categories"])
    }
    images = training_images(data, labels)
    model = detector(kind, len(labels))
    train(model, images, EPOCHS * -(-len(images) // BATCH), int(seed))
    with open(output, "w") as file:
        json.dump(detections(model, data, annotations, offset), file)


if __name__ == "__main__":
    main()
