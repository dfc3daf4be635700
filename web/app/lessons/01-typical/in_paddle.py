import paddle
from paddle import nn


def features():
    return [
        nn.Conv2D(1, 16, 5), nn.MaxPool2D(2), nn.BatchNorm2D(16), nn.ReLU(),
        nn.Conv2D(16, 32, 5), nn.MaxPool2D(2), nn.BatchNorm2D(32), nn.ReLU(),
    ]


def network(flat):
    net = nn.Sequential(
        *features(), nn.Flatten(),
        nn.Linear(flat, 64), nn.BatchNorm1D(64), nn.ReLU(),
        nn.Dropout(0.5), nn.Linear(64, 10),
    )
    net.eval()
    return net


def count(layer):
    return sum(int(p.numel()) for p in layer.parameters() if not p.stop_gradient)


for side, flat in [(28, 32 * 4 * 4), (56, 32 * 11 * 11)]:
    net = network(flat)
    x = paddle.zeros([1, 1, side, side])
    shapes = []
    for layer in net.children():
        x = layer(x)
        shapes.append(list(x.shape[1:]))
    print(shapes)
    print([count(layer) for layer in net.children()])
