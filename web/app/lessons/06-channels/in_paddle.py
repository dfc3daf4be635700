import paddle

image = paddle.to_tensor([[[9.0, 9, 0, 0]] * 4,
                          [[0.0] * 4] * 2 + [[5.0] * 4] * 2,
                          [[2.0, 2, 8, 8]] * 4])
x = image.reshape([1, 3, 4, 4])

edge = paddle.to_tensor([[1.0, 0, -1]] * 3)
level = paddle.to_tensor([[-1.0] * 3, [0.0] * 3, [1.0] * 3])
none = paddle.zeros([3, 3])

conv = paddle.nn.Conv2D(in_channels=3, out_channels=2, kernel_size=3)
conv.weight.set_value(paddle.stack([paddle.stack([edge, none, -edge]),
                                    paddle.stack([none, level, none])]))
conv.bias.set_value(paddle.to_tensor([0.0, 1.0]))
print(conv(x).tolist())

print(conv.weight.shape)
print(conv.bias.shape)
print(conv(paddle.zeros([4, 3, 4, 4])).shape)
