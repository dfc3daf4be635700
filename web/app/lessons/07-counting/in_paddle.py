import paddle

n = 10
conv = paddle.nn.Conv2D(3, 64, kernel_size=3, stride=1, padding=1)
y = conv(paddle.zeros([1, 3, 224, 224]))
outputs = n * int(y.size)

cout, cin, kh, kw = conv.weight.shape
multiplications = outputs * cin * kh * kw
additions = outputs * (cin * (kh * kw - 1) + (cin - 1) + 1)
print(y.shape)
print(multiplications)
print(additions)
