import torch
from torch import nn


def features():
    return [
        nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 5), nn.MaxPool2d(2), nn.BatchNorm2d(32), nn.ReLU(),
    ]


def network(flat):
    return nn.Sequential(
        *features(), nn.Flatten(),
        nn.Linear(flat, 64), nn.BatchNorm1d(64), nn.ReLU(),
        nn.Dropout(0.5), nn.Linear(64, 10),
    ).eval()


for side, flat in [(28, 32 * 4 * 4), (56, 32 * 11 * 11)]:
    net = network(flat)
    x = torch.zeros(1, 1, side, side)
    shapes = []
    for layer in net.children():
        x = layer(x)
        shapes.append(list(x.shape[1:]))
    print(shapes)
    print([sum(p.numel() for p in layer.parameters()) for layer in net.children()])
