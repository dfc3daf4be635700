"""The engine's layer types as torch modules, with the same names for parameters and statistics."""

import torch
from torch import nn
from torch.nn import functional


class SidedConv2d(nn.Conv2d):
    """Padding for each side by itself, [top, bottom, left, right]."""

    def __init__(self, *args, sides, padding_mode, **kwargs):
        super().__init__(*args, **kwargs)
        self.sides = sides
        self.fill = "constant" if padding_mode == "zeros" else padding_mode

    def forward(self, x):
        top, bottom, left, right = self.sides
        return super().forward(functional.pad(x, (left, right, top, bottom), mode=self.fill))


class CroppedConvTranspose2d(nn.ConvTranspose2d):
    """Padding for each side by itself: that much is cut off the result without padding."""

    def __init__(self, *args, sides, **kwargs):
        super().__init__(*args, **kwargs)
        self.sides = sides

    def forward(self, x):
        top, bottom, left, right = self.sides
        y = super().forward(x)
        return y[:, :, top : y.shape[2] - bottom, left : y.shape[3] - right]


class MaskedDropout(nn.Module):
    """Dropout with a given mask, so that the engine can be given the same one."""

    def __init__(self, p=0.5, mode="upscale_in_train", axis=()):
        super().__init__()
        upscales = mode == "upscale_in_train"
        self.keep = 1 - p
        self.axis = axis
        self.train_scale = 1 / self.keep if upscales else 1
        self.eval_scale = 1 if upscales else self.keep
        self.mask = None

    def draw(self, shape, rng):
        """Extents of 1 stand for axes along which one mask is shared."""
        extents = [n if not self.axis or i in self.axis else 1 for i, n in enumerate(shape)]
        self.mask = torch.from_numpy((rng.random(extents) < self.keep).astype("float64"))

    def forward(self, x):
        if not self.training:
            return x * self.eval_scale
        return x * self.mask.to(x.dtype) * self.train_scale


class Add(nn.Module):
    def forward(self, *inputs):
        return sum(inputs)


class Concat(nn.Module):
    def __init__(self, dim=1):
        super().__init__()
        self.dim = dim

    def forward(self, *inputs):
        return torch.cat(inputs, self.dim)


def torch_options(options):
    """Torch wants tuples where JSON has lists."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in options.items()}


def conv2d(channels, out_channels, padding=0, padding_mode="zeros", **options):
    if isinstance(padding, tuple) and len(padding) == 4:
        given = {"sides": padding, "padding_mode": padding_mode}
        return SidedConv2d(channels, out_channels, **given, **options)
    given = {"padding": padding, "padding_mode": padding_mode}
    return nn.Conv2d(channels, out_channels, **given, **options)


def conv_transpose2d(channels, out_channels, padding=0, **options):
    if padding == "same":
        sides = same_sides(options["kernel_size"], options.get("dilation", 1))
    elif padding == "valid":
        sides = (0, 0, 0, 0)
    elif isinstance(padding, tuple) and len(padding) == 4:
        sides = padding
    else:
        return nn.ConvTranspose2d(channels, out_channels, padding=padding, **options)
    return CroppedConvTranspose2d(channels, out_channels, sides=sides, **options)


def same_sides(kernel_size, dilation):
    """Torch's rule for convolutions: the odd row or column lies below and to the right."""
    sides = []
    for axis in range(2):
        reach = as_pair(dilation)[axis] * (as_pair(kernel_size)[axis] - 1)
        sides += [reach // 2, reach - reach // 2]
    return tuple(sides)


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def pool(module):
    """The engine's stride of 0 is torch's None: as large as the window."""
    return lambda _, stride=0, **options: module(stride=stride or None, **options)


def sized(module):
    return lambda width, **options: module(width, **options)


def plain(module):
    return lambda _, **options: module(**options)


BUILDERS = {
    "Conv2d": conv2d,
    "ConvTranspose2d": conv_transpose2d,
    "MaxPool2d": pool(nn.MaxPool2d),
    "AvgPool2d": pool(nn.AvgPool2d),
    "BatchNorm1d": sized(nn.BatchNorm1d),
    "BatchNorm2d": sized(nn.BatchNorm2d),
    "Linear": sized(nn.Linear),
    "Dropout": plain(MaskedDropout),
    "Softmax": lambda _, dim=1: nn.Softmax(dim),
    "LogSoftmax": lambda _, dim=1: nn.LogSoftmax(dim),
    "Add": plain(Add),
    "Concat": plain(Concat),
}


def build_layer(layer_type, channels, options):
    """A layer whose (first) input has this many channels or features."""
    builder = BUILDERS.get(layer_type) or plain(getattr(nn, layer_type))
    return builder(channels, **torch_options(options))
