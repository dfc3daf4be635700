import paddle

x = paddle.to_tensor([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
# Paddle's momentum is the share that is kept: 0.9 is PyTorch's 0.1.
bn = paddle.nn.BatchNorm1D(3, epsilon=1e-5, momentum=0.9)

bn.train()
print(bn(x).tolist())
print(bn._mean.tolist())
print(bn._variance.tolist())

bn.eval()
print(bn(x).tolist())
