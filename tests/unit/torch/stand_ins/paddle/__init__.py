"""As much of Paddle's interface as an exported program predicts with, on PyTorch.

Paddle itself is in no package that the tests can install. This follows its documentation for names,
arguments and their order, defaults, and the layout of weights.
"""

import torch

from . import nn  # noqa: F401


def to_tensor(array, dtype=None):
    return torch.as_tensor(array, dtype=dtype and getattr(torch, dtype))


def concat(inputs, axis=0):
    return torch.cat(inputs, axis)


no_grad = torch.no_grad
