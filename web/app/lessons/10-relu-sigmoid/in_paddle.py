import paddle
from paddle import nn

x = paddle.to_tensor([-2.0, 0.0, 2.0], stop_gradient=False)
nn.functional.sigmoid(x).sum().backward()
print(x.grad.tolist())

x = paddle.to_tensor([-2.0, 1.0, 2.0], stop_gradient=False)
nn.functional.relu(x).sum().backward()
print(x.grad.tolist())

def norms(activation, depth=6):
    """Gradient norm of the first and of the last layer, before any training."""
    paddle.seed(1)
    layers, width = [], 784
    for _ in range(depth):
        layers += [nn.Linear(width, 64), activation()]
        width = 64
    net = nn.Sequential(*layers, nn.Linear(width, 10))
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.initializer.XavierUniform()(layer.weight)
            nn.initializer.Constant(0.0)(layer.bias)
    images, labels = paddle.rand([64, 784]), paddle.randint(0, 10, [64])
    nn.functional.cross_entropy(net(images), labels).backward()
    return [net[0].weight.grad.norm().item(), net[-1].weight.grad.norm().item()]

print(norms(nn.ReLU))
print(norms(nn.Sigmoid))
