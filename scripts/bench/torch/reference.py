"""The weights, images and results that every contestant of the benchmark is held to."""

import json
import math
import pathlib

import torch
from torch import nn

IMAGES = 4096
SIDE = 28


class Reference:
    def __init__(self, assets, images):
        self.assets = pathlib.Path(assets)
        self.images, self.labels = read_images(pathlib.Path(images))

    def record(self, network):
        return json.loads((self.assets / f"{network}.json").read_text())

    def model(self, network, dropout):
        layers = self.record(network)["layers"]
        weights = read_floats(self.assets / f"{network}.bin")
        modules = []
        for layer in layers:
            module = build(layer)
            for tensor in layer["tensors"]:
                size = math.prod(tensor["shape"])
                values, weights = weights[:size], weights[size:]
                module.state_dict()[tensor["name"]].copy_(values.reshape(tensor["shape"]))
            if dropout or layer["type"] != "Dropout":
                modules.append(module)
        return nn.Sequential(*modules)


def read_floats(path):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.float32)


def read_images(folder):
    pixels = (folder / "train-images-idx3-ubyte").read_bytes()[16:16 + IMAGES * SIDE * SIDE]
    labels = (folder / "train-labels-idx1-ubyte").read_bytes()[8:8 + IMAGES]
    images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).float().div_(255)
    return (images.reshape(IMAGES, 1, SIDE, SIDE),
            torch.frombuffer(bytearray(labels), dtype=torch.uint8).long())


def build(layer):
    """The module of one layer; the weights it begins with are not kept."""
    options, inputs, outputs = layer["options"], layer["inputShape"], layer["outputShape"]
    kind = layer["type"]
    if kind == "Conv2d":
        return nn.Conv2d(inputs[0], outputs[0], as_pair(options["kernel_size"]),
                         padding=as_pair(options["padding"]))
    if kind == "BatchNorm2d":
        return nn.BatchNorm2d(inputs[0], eps=options["eps"], momentum=options["momentum"])
    if kind == "MaxPool2d":
        return nn.MaxPool2d(as_pair(options["kernel_size"]))
    if kind == "Linear":
        return nn.Linear(inputs[0], outputs[0])
    if kind == "Dropout":
        return nn.Dropout(options["p"])
    return {"ReLU": nn.ReLU, "Flatten": nn.Flatten}[kind]()


def as_pair(value):
    return tuple(value[:2]) if isinstance(value, list) else (value, value)
