import torch

n = 10
conv = torch.nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=1)
y = conv(torch.zeros(1, 3, 224, 224))
outputs = n * y.numel()

cout, cin, kh, kw = conv.weight.shape
multiplications = outputs * cin * kh * kw
additions = outputs * (cin * (kh * kw - 1) + (cin - 1) + 1)
print(list(y.shape))
print(multiplications)
print(additions)
