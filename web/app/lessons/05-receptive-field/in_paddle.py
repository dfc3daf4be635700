import paddle
from paddle import nn

def field(*layers):
    """Height and width of the patch that the first output depends on."""
    net = nn.Sequential(*layers)
    for weight in net.parameters():
        weight.set_value(paddle.ones_like(weight))
    x = paddle.rand([1, 1, 16, 16])
    before = net(x)[0, 0, 0, 0]
    seen = paddle.zeros([16, 16])
    for row in range(16):
        for column in range(16):
            bright = x.clone()
            bright[0, 0, row, column] = 1e4
            seen[row, column] = float(net(bright)[0, 0, 0, 0] != before)
    return [int(seen.max(axis=1).sum()), int(seen.max(axis=0).sum())]

with paddle.no_grad():
    conv = lambda k: nn.Conv2D(1, 1, k, bias_attr=False)
    print(field(conv(3), conv(3)))
    print(field(conv(3), conv(3), conv(3)))
    print(field(conv(5), nn.MaxPool2D(2), conv(5)))
