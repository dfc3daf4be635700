"""paddle.nn with PyTorch's modules behind it."""

import torch
from torch import nn

from . import functional


class Layer(nn.Module):
    def set_state_dict(self, state):
        return self.load_state_dict(state)


class Linear(nn.Module):
    """Weights are (in, out)."""

    def __init__(self, in_features, out_features, weight_attr=None, bias_attr=None):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias_attr is not False else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias


def Conv2D(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,
           padding_mode="zeros", weight_attr=None, bias_attr=None):
    return nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                     bias_attr is not False, padding_mode)


def Conv2DTranspose(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0,
                    groups=1, dilation=1, weight_attr=None, bias_attr=None):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size, stride, padding,
                              output_padding, groups, bias_attr is not False, dilation)


def sides(padding):
    """[top, bottom, left, right] of a number, a pair or four sides."""
    if isinstance(padding, int):
        return [padding] * 4
    return list(padding) if len(padding) == 4 else [padding[0]] * 2 + [padding[1]] * 2


class MaxPool2D(nn.Module):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.pool = nn.MaxPool2d(kernel_size, stride)
        self.sides = sides(padding)

    def forward(self, x):
        top, bottom, left, right = self.sides
        return self.pool(functional.pad(x, [left, right, top, bottom], value=-float("inf")))


class AvgPool2D(nn.Module):
    def __init__(self, kernel_size, stride=None, padding=0, exclusive=True):
        super().__init__()
        self.pool = nn.AvgPool2d(kernel_size, stride)
        self.sides = sides(padding)
        self.exclusive = exclusive

    def forward(self, x):
        top, bottom, left, right = self.sides
        padded = self.pool(functional.pad(x, [left, right, top, bottom]))
        if not self.exclusive:
            return padded
        ones = functional.pad(torch.ones_like(x), [left, right, top, bottom])
        return padded / self.pool(ones)


class BatchNorm(nn.Module):
    """The parameters have no affine form that is left out: there are attributes that say so."""

    def __init__(self, num_features, momentum=0.9, epsilon=1e-5, weight_attr=None, bias_attr=None,
                 use_global_stats=None):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(num_features)) if weight_attr is not False else None
        self.bias = nn.Parameter(torch.zeros(num_features)) if bias_attr is not False else None
        self.register_buffer("_mean", torch.zeros(num_features))
        self.register_buffer("_variance", torch.ones(num_features))
        self.epsilon = epsilon
        self.by_batch = use_global_stats is False

    def forward(self, x):
        statistics = (None, None) if self.by_batch else (self._mean, self._variance)
        return nn.functional.batch_norm(
            x, *statistics, self.weight, self.bias, self.by_batch, eps=self.epsilon)


BatchNorm1D = BatchNorm2D = BatchNorm


class Dropout(nn.Module):
    """In prediction."""

    def __init__(self, p=0.5, axis=None, mode="upscale_in_train"):
        super().__init__()
        self.factor = 1 - p if mode == "downscale_in_infer" else 1

    def forward(self, x):
        return x * self.factor


def GELU(approximate=False):
    return nn.GELU("tanh" if approximate else "none")


AdaptiveAvgPool2D = nn.AdaptiveAvgPool2d
AdaptiveMaxPool2D = nn.AdaptiveMaxPool2d
ReLU, LeakyReLU, Sigmoid, Tanh, Silu = nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh, nn.SiLU
Softmax, LogSoftmax, Flatten, Identity = nn.Softmax, nn.LogSoftmax, nn.Flatten, nn.Identity
