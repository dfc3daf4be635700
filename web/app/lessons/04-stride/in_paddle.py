import paddle
import paddle.nn.functional as F

x = paddle.arange(1, 50, dtype="float32").reshape([1, 1, 7, 7])
w = paddle.ones([1, 1, 3, 3])

print(F.conv2d(x, w, stride=2).tolist())

conv = paddle.nn.Conv2D(1, 1, kernel_size=3, stride=2, padding=1)
print(conv(paddle.zeros([1, 1, 100, 100])).shape)
