import torch
from torch import nn

mlp = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
cnn = nn.Sequential(
    nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(4, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(128, 10))

print(sum(p.numel() for p in mlp.parameters()))
print(sum(p.numel() for p in cnn.parameters()))

# Mixed-up pixels, and weights mixed up in the same way: the very same outputs.
order = torch.randperm(784)
x = torch.rand(5, 784)
first = mlp[1]
mixed = nn.functional.linear(x[:, order], first.weight[:, order], first.bias)
print(int(torch.allclose(mixed, first(x), atol=1e-5)))
