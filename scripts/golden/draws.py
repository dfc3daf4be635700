"""Random but reproducible inputs, weights, targets and masks: float32 values held in float64."""

import math
import zlib

import numpy
import torch
from torch.nn.modules.batchnorm import _BatchNorm


def generator(seed, name):
    """A stream of its own for each case, so that a new case changes no other."""
    return numpy.random.default_rng([seed, zlib.crc32(name.encode())])


def uniform(rng, shape, low=-1.0, high=1.0):
    values = low + (high - low) * rng.random(tuple(shape))
    return torch.from_numpy(values.astype("float32").astype("float64"))


def draw_tensors(network, rng):
    """Weights of variance 1 / fan-in; scales and variances around 1, the rest around 0."""
    for name, tensor in network.tensors().items():
        layer, kind = name.rsplit(".", 1)
        normalises = isinstance(network.get_submodule(layer), _BatchNorm)
        if kind == "running_var" or (kind == "weight" and normalises):
            low, high = 0.5, 1.5
        else:
            high = math.sqrt(3 / tensor[0].numel()) if tensor.dim() > 1 else 0.5
            low = -high
        tensor.copy_(uniform(rng, tensor.shape, low, high))


def draw_masks(network, count, rng):
    for name, dropout in network.dropouts().items():
        dropout.draw((count, *network.shapes[name]), rng)


def draw_targets(case, loss_type, output_shape, rng):
    """What the loss compares with, under its name in the file."""
    count = case["count"]
    if loss_type == "CrossEntropyLoss":
        labels = case.get("labels") or rng.integers(output_shape[0], size=count).tolist()
        return "labels", torch.tensor(labels)
    low = 0.0 if loss_type == "BCEWithLogitsLoss" else -1.0
    return "targets", uniform(rng, (count, *output_shape), low)
