"""keras.ops with PyTorch behind it; axes are those of (N, H, W, C)."""

import torch
from torch.nn import functional


def transpose(x, axes):
    return x.permute(axes)


def reshape(x, newshape):
    return x.reshape(newshape)


def pad(x, pad_width, mode="constant", constant_values=None):
    (n, (top, bottom), (left, right), c) = pad_width
    assert n == (0, 0) and c == (0, 0)
    image = x.permute(0, 3, 1, 2)
    sides = (left, right, top, bottom)
    if mode == "constant":
        image = functional.pad(image, sides, value=constant_values or 0.0)
    else:
        image = functional.pad(image, sides, {"edge": "replicate", "reflect": "reflect"}[mode])
    return image.permute(0, 2, 3, 1)


def multiply(x1, x2):
    return x1 * torch.as_tensor(x2)


def mean(x, axis, keepdims=False):
    return x.mean(axis, keepdims)


def max(x, axis, keepdims=False):
    return x.amax(axis, keepdims)


def concatenate(xs, axis=-1):
    return torch.cat(xs, axis)


def softmax(x, axis=-1):
    return torch.softmax(x, axis)


def log_softmax(x, axis=-1):
    return torch.log_softmax(x, axis)


def leaky_relu(x, negative_slope=0.2):
    return functional.leaky_relu(x, negative_slope)


def gelu(x, approximate=True):
    return functional.gelu(x, approximate="tanh" if approximate else "none")


relu, sigmoid, tanh, silu = torch.relu, torch.sigmoid, torch.tanh, functional.silu
