"""The peer of an exported detector: torchvision's Faster R-CNN with the weights of the baseline of a
run (ResNet18, undilated), written by torch's own exporter to ONNX.

Its input is one image [3, H, W] of normalised pixels, so that neither file normalises; torchvision's
resize inside has nothing to do, because the size is the one given.

Its body alone, C2 to C5 as torch's exporter writes them, goes into a file of its own.

Usage: torchvision_onnx.py RUN HEIGHT WIDTH DETECTOR.onnx BACKBONE.onnx
       torchvision_onnx.py --compare OURS.onnx THEIRS.onnx HEIGHT WIDTH             (needs onnxruntime)
       torchvision_onnx.py --compare-backbones OURS.onnx THEIRS.onnx HEIGHT WIDTH   (needs onnxruntime)
"""

import json
import re
import struct
import sys

import numpy as np

LEVELS = ["C2", "C3", "C4", "C5"]
FEATURES_ALIKE = 1e-4
BOXES_ALIKE = 0.01


def weights(file):
    """The tensors of a safetensors file of single precision."""
    import torch

    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        data = stream.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[begin:end], np.float32).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors


def setting(descriptor, key, usual=None):
    found = re.search(rf"^  {key}: (.*)$", descriptor, re.MULTILINE)
    if found is None and usual is None:
        raise SystemExit(f"the run's descriptor has no {key}")
    return usual if found is None else json.loads(found.group(1))


def detector(run, height, width):
    import torch_step
    from torchvision.models import resnet
    from torchvision.models.detection import FasterRCNN
    from torchvision.models.detection.anchor_utils import AnchorGenerator
    from torchvision.models.detection.backbone_utils import BackboneWithFPN
    from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
    from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

    with open(f"{run}/descriptor.yaml") as stream:
        descriptor = stream.read()
    state = weights(f"{run}/baseline.safetensors")
    classes = state["roi_heads.box_predictor.cls_score.weight"].shape[0]
    base = int(setting(descriptor, "width", 64))
    channels, head = (int(setting(descriptor, key)) for key in ("fpn-channels", "head-width"))
    body = torch_step.ResNet(resnet.BasicBlock, [2, 2, 2, 2], base)
    layers = {"layer1": "0", "layer2": "1", "layer3": "2", "layer4": "3"}
    backbone = BackboneWithFPN(
        body, layers, [base, 2 * base, 4 * base, 8 * base], channels, LastLevelMaxPool()
    )
    ratios = tuple(setting(descriptor, "anchor-ratios"))
    sizes = tuple((size,) for size in setting(descriptor, "anchor-sizes"))
    model = FasterRCNN(
        backbone,
        None,
        min_size=min(height, width),
        max_size=max(height, width),
        image_mean=[0.0, 0.0, 0.0],
        image_std=[1.0, 1.0, 1.0],
        rpn_anchor_generator=AnchorGenerator(sizes, (ratios,) * len(sizes)),
        rpn_pre_nms_top_n_test=setting(descriptor, "rpn-pre-nms"),
        rpn_post_nms_top_n_test=setting(descriptor, "rpn-post-nms"),
        box_head=TwoMLPHead(channels * 49, head),
        box_predictor=FastRCNNPredictor(head, classes),
        box_score_thresh=setting(descriptor, "score-threshold"),
        box_nms_thresh=setting(descriptor, "nms-threshold"),
        box_detections_per_img=setting(descriptor, "detections"),
    )
    own = model.state_dict()
    # Versions of torchvision wrap convolutions more or less often: the order is the same.
    mapped = {}
    for name in own:
        if name.endswith("num_batches_tracked"):
            continue
        plain = re.sub(r"(\.0)+(?=\.(weight|bias)$)", ".0", name)
        mapped[name] = next(
            state[other]
            for other in (name, plain, re.sub(r"\.0(?=\.(weight|bias)$)", "", plain))
            if other in state
        )
    missing, unexpected = model.load_state_dict(mapped, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise SystemExit(f"weights do not fit: {missing}, {unexpected}")
    return model.eval()


def export(run, height, width, out, backbone_out):
    if height % 32 or width % 32:
        raise SystemExit("torchvision pads to multiples of 32, so height and width have to be some")
    import inspect

    import torch
    import torchvision

    # torchvision's own symbolics are those of the exporter by tracing, which is no longer the usual.
    tracing = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    model = detector(run, height, width)

    class Levels(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.body = model.backbone.body

        def forward(self, images):
            return list(self.body(images).values())

    with torch.no_grad():
        torch.onnx.export(
            model,
            ([torch.rand(3, height, width)],),
            out,
            opset_version=12,
            input_names=["input"],
            output_names=["boxes", "labels", "scores"],
            **tracing,
        )
        torch.onnx.export(
            Levels().eval(),
            (torch.rand(1, 3, height, width),),
            backbone_out,
            opset_version=17,
            input_names=["input"],
            output_names=LEVELS,
            dynamic_axes={"input": {0: "batch", 2: "height", 3: "width"}},
            **tracing,
        )
    print(f"exported by torchvision {torchvision.__version__} on torch {torch.__version__}")


def opened(*files):
    import onnxruntime

    return [
        onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]) for file in files
    ]


def compare_backbones(ours, theirs, height, width):
    sessions = opened(ours, theirs)
    image = np.random.default_rng(1).normal(size=(2, 3, height, width)).astype(np.float32)
    largest = 0.0
    for here, there in zip(*(session.run(LEVELS, {"input": image}) for session in sessions)):
        largest = max(largest, np.abs(here - there).max() / np.abs(there).max())
    print(f"C2 to C5 of 2 images alike, largest difference {largest:.1e} of a level's largest value")
    if not largest < FEATURES_ALIKE:
        raise SystemExit(f"expected less than {FEATURES_ALIKE:.0e}")


def compare(ours, theirs, height, width):
    sessions = opened(ours, theirs)
    random = np.random.default_rng(1)
    number, largest = 0, 0.0
    for _ in range(8):
        image = random.normal(size=(3, height, width)).astype(np.float32)
        image[:, height // 4 : height // 2, width // 4 : width // 2] += random.normal(size=(3, 1, 1)) * 3
        dets, labels = sessions[0].run(["dets", "labels"], {"input": image[None]})
        there = labels[0] >= 0
        boxes, their_labels, scores = sessions[1].run(
            ["boxes", "labels", "scores"], {sessions[1].get_inputs()[0].name: image}
        )
        if len(scores) != there.sum() or (their_labels - 1 != labels[0][there]).any():
            raise SystemExit(f"{there.sum()} detections here, {len(scores)} there, or of other classes")
        number += len(scores)
        if len(scores):
            largest = max(
                largest,
                np.abs(boxes - dets[0][there, :4]).max(),
                np.abs(scores - dets[0][there, 4]).max(),
            )
    print(f"{number} detections in 8 images alike, largest difference {largest:.1e}")
    if not largest < BOXES_ALIKE:
        raise SystemExit(f"expected less than {BOXES_ALIKE} of a pixel and of a score")


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        compare(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    elif sys.argv[1] == "--compare-backbones":
        compare_backbones(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        export(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
