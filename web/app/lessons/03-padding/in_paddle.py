import paddle
import paddle.nn.functional as F

x = paddle.arange(1, 17, dtype="float32").reshape([1, 1, 4, 4])
w = paddle.ones([1, 1, 3, 3])

print(F.conv2d(x, w).tolist())
print(F.conv2d(x, w, padding=1).tolist())

# Top, bottom, left, right: two rows above, one column on the right.
uneven = F.conv2d(x, w, padding=[2, 0, 0, 1])
print(uneven.tolist())
