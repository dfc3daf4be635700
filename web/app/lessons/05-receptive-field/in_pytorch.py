import torch
from torch import nn

def field(*layers):
    """Height and width of the patch that the first output depends on."""
    net = nn.Sequential(*layers)
    for weight in net.parameters():
        nn.init.ones_(weight)
    x = torch.rand(1, 1, 16, 16)
    before = net(x)[0, 0, 0, 0]
    seen = torch.zeros(16, 16)
    for row in range(16):
        for column in range(16):
            bright = x.clone()
            bright[0, 0, row, column] = 1e4
            seen[row, column] = net(bright)[0, 0, 0, 0] != before
    return [int(seen.any(1).sum()), int(seen.any(0).sum())]

with torch.no_grad():
    conv = lambda k: nn.Conv2d(1, 1, k, bias=False)
    print(field(conv(3), conv(3)))
    print(field(conv(3), conv(3), conv(3)))
    print(field(conv(5), nn.MaxPool2d(2), conv(5)))
