import paddle
from paddle import nn

mlp = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
cnn = nn.Sequential(
    nn.Conv2D(1, 4, 5), nn.ReLU(), nn.MaxPool2D(2),
    nn.Conv2D(4, 8, 5), nn.ReLU(), nn.MaxPool2D(2),
    nn.Flatten(), nn.Linear(128, 10))

print(sum(int(p.size) for p in mlp.parameters()))
print(sum(int(p.size) for p in cnn.parameters()))

# Mixed-up pixels, and weights mixed up in the same way: the very same outputs.
# In Paddle the weight of a linear layer is (inputs, outputs).
order = paddle.randperm(784)
x = paddle.rand([5, 784])
first = mlp[1]
weight = paddle.index_select(first.weight, order, axis=0)
mixed = nn.functional.linear(paddle.index_select(x, order, axis=1), weight, first.bias)
print(int(paddle.allclose(mixed, first(x), atol=1e-5)))
