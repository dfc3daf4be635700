import paddle
import paddle.nn.functional as F

x = paddle.arange(1, 10, dtype="float32").reshape([1, 1, 3, 3])
kernel = paddle.to_tensor([[0.0, 1.0], [2.0, 3.0]])
w = kernel.reshape([1, 1, 2, 2])

print(F.conv2d(x, w).tolist())
print(F.conv2d(x, w.flip([2, 3])).tolist())

conv = paddle.nn.Conv2D(1, 1, kernel_size=(3, 5))
print(conv.weight.shape)
print(conv.bias.shape)
