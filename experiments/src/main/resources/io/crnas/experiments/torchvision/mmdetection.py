"""The backbone that crnas found, for mmdetection with its weights, which init_weights() loads. In a config:

custom_imports = dict(imports=["mmdetection"])  # and this folder among those that Python imports from
model = dict(backbone=dict(_delete_=True, type="FoundResNet"), neck=dict(in_channels=[256, 512, 1024, 2048]))
"""
import json
import pathlib

from mmdet.models.backbones import ResNet, ResNeXt
from mmdet.models.backbones.resnet import BasicBlock
from mmdet.registry import MODELS
from net import tensors

FOLDER = pathlib.Path(__file__).parent
BODY = json.loads((FOLDER / "allocation.json").read_text())["body"]
BLOCK = BasicBlock if BODY["block"] == "basic" else ResNeXt.arch_settings[50][0]

@MODELS.register_module()
class FoundResNet(ResNeXt):  # which is a ResNet where there is one group
    arch_settings = {"found": (BLOCK, [len(of_blocks) for of_blocks in BODY["dilations"]])}

    def __init__(self, norm_eval=False, **settings):
        sizes = dict(base_channels=BODY["width"], groups=BODY["groups"])
        sizes["base_width"] = BODY["width_per_group"] * BODY["width"] / 64  # of 64 base channels, as torchvision counts
        super().__init__(depth="found", norm_eval=norm_eval, **sizes, **settings)
        for layer, of_blocks in zip(self.res_layers, BODY["dilations"]):
            for block, dilation in zip(getattr(self, layer), of_blocks):
                block.conv2.dilation = block.conv2.padding = (dilation, dilation)

    def make_res_layer(self, **settings):  # a basic block knows of no groups
        return (ResNet if BLOCK is BasicBlock else ResNeXt).make_res_layer(self, **settings)

    def init_weights(self):
        body = "backbone.body."
        all_tensors = tensors(FOLDER / "weights.safetensors")
        found = {name[len(body) :]: tensor for name, tensor in all_tensors if name.startswith(body)}
        missing, unknown = self.load_state_dict(found, strict=False)
        assert not unknown and all(name.endswith("num_batches_tracked") for name in missing), (missing, unknown)
