import torch
import torch.nn.functional as F

x = torch.arange(1.0, 50.0).reshape(1, 1, 7, 7)
w = torch.ones(1, 1, 3, 3)

print(F.conv2d(x, w, stride=2).tolist())

conv = torch.nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)
print(list(conv(torch.zeros(1, 1, 100, 100)).shape))
