"""Exports networks from PyTorch as ONNX models, with inputs and what PyTorch computes for them.

Usage: export_onnx.py FOLDER; makes <name>.onnx and <name>.safetensors for each network.
"""

import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts" / "golden"))
from tensor_file import encode  # noqa: E402


class Classifier(nn.Module):
    """Flattens by the size of the batch, as older code does."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 8, (3, 5), stride=2, dilation=(1, 2), groups=2, bias=False)
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(8 * 6 * 3, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 2)
        x = torch.tanh(self.conv2(x))
        return functional.log_softmax(self.fc(self.drop(x.view(x.size(0), -1))), dim=1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1, padding_mode="reflect")
        self.block = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.GELU(), nn.SiLU())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.stem(x)
        y = torch.cat([x + self.block(x), x], 1)
        return self.head(torch.flatten(self.pool(y), 1))


class MeanOverPixels(nn.Module):
    """The input brought to mean 0, a mean instead of a pool, a product without a bias."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3)
        self.weight = nn.Parameter(torch.randn(6, 5))
        self.shift = nn.Parameter(torch.randn(5))

    def forward(self, x):
        x = functional.leaky_relu(self.conv((x - 0.13) / 0.31), 0.2)
        return torch.matmul(x.mean([2, 3]), self.weight) + self.shift


def pools():
    return nn.Sequential(
        nn.AvgPool2d(3, 2, padding=1, ceil_mode=True),
        nn.AvgPool2d((2, 3), 1, count_include_pad=False, padding=(1, 1)),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.MaxPool2d(2, 1, dilation=2),
    )


def transposed():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2),
        nn.BatchNorm2d(4, affine=False),
        nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2),
        nn.Sigmoid(),
        nn.Softmax(1),
    )


def features():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 12), nn.BatchNorm1d(12), nn.GELU("tanh"), nn.Linear(12, 10)
    )


# Name, network, version of the operators, whether the batch may have any size.
NETWORKS = [
    ("classifier", Classifier, 17, True),
    ("classifier_old", Classifier, 9, False),
    ("residual", Residual, 17, True),
    ("residual_old", Residual, 11, False),
    ("mean_over_pixels", MeanOverPixels, 13, True),
    ("pools", pools, 17, True),
    ("transposed", transposed, 16, True),
    ("features", features, 17, True),
]


def disturb(model):
    """Statistics that are not those of a new network."""
    for name, tensor in model.named_buffers():
        if name.endswith("running_mean"):
            tensor.uniform_(-0.5, 0.5)
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)


def main(folder):
    for name, build, opset, dynamic in NETWORKS:
        torch.manual_seed(1)
        model = build()
        disturb(model)
        model.eval()
        x = torch.rand(3, 1, 28, 28)
        axes = {"images": {0: "batch"}} if dynamic else None
        torch.onnx.export(
            model, x, str(folder / f"{name}.onnx"), opset_version=opset,
            input_names=["images"], dynamic_axes=axes)
        # Batch normalisation by itself, not as a part of the convolution before.
        torch.onnx.export(
            model, x, str(folder / f"{name}_unfolded.onnx"), opset_version=opset,
            input_names=["images"], dynamic_axes=axes, do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE)
        with torch.no_grad():
            data = encode({"input": x, "output": model(x)}, {})
        (folder / f"{name}.safetensors").write_bytes(data)


main(Path(sys.argv[1]))
