"""Writes expected.json: what pycocotools says of the cases of this folder, and the cases made of
others. Needs pycocotools 2.0.11; run in this folder."""

import contextlib
import copy
import io
import json
import os

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def load(name):
    with open(name) as file:
        return json.load(file)


def case(name, truth, results):
    os.makedirs(name, exist_ok=True)
    for file, content in (("gt", truth), ("dt", results)):
        with open(f"{name}/{file}.json", "w") as out:
            json.dump(content, out)


def measure(name, kind):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            truth = COCO(f"{name}/gt.json")
            evaluation = COCOeval(truth, truth.loadRes(f"{name}/dt.json"), kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        return [float(value) for value in evaluation.stats]
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


truth, boxes = load("e00-base/gt.json"), load("e00-base/dt.json")
masks = load("e34b-odd/dt.json")

texts, found = copy.deepcopy(truth), copy.deepcopy(boxes)
for image in texts["images"]:
    image["id"] = f"image {image['id']}"
for entry in texts["annotations"] + found:
    entry["image_id"] = f"image {entry['image_id']}"
case("e60-textid", texts, found)

other = copy.deepcopy(truth)
other["annotations"][2]["category_id"] = 77
case("e61-gtmorecats", other, boxes)

mixed = copy.deepcopy(masks)
for entry in mixed[3:]:
    entry["bbox"] = [0, 0, 300, 200]
case("e62-firstnobox", truth, mixed)

for name, polygons in (
    ("e63-first5", [[1, 1, 2, 2, 9]]),
    ("e64-first4", [[1, 1, 2, 2]]),
    ("e65-second0", [truth["annotations"][2]["segmentation"][0], []]),
):
    odd = copy.deepcopy(truth)
    odd["annotations"][2]["segmentation"] = polygons
    case(name, odd, masks)

with open("expected.json", "w") as out:
    names = sorted(name for name in os.listdir(".") if os.path.isdir(name))
    json.dump(
        {name: {kind: measure(name, kind) for kind in ("bbox", "segm")} for name in names},
        out,
        indent=1,
    )
