import torch
from torch import nn

x = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
torch.sigmoid(x).sum().backward()
print(x.grad.tolist())

x = torch.tensor([-2.0, 1.0, 2.0], requires_grad=True)
torch.relu(x).sum().backward()
print(x.grad.tolist())

def norms(activation, depth=6):
    """Gradient norm of the first and of the last layer, before any training."""
    torch.manual_seed(1)
    layers, width = [], 784
    for _ in range(depth):
        layers += [nn.Linear(width, 64), activation()]
        width = 64
    net = nn.Sequential(*layers, nn.Linear(width, 10))
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    images, labels = torch.rand(64, 784), torch.randint(10, (64,))
    nn.functional.cross_entropy(net(images), labels).backward()
    return [net[0].weight.grad.norm().item(), net[-1].weight.grad.norm().item()]

print(norms(nn.ReLU))
print(norms(nn.Sigmoid))
