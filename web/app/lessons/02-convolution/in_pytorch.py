import torch
import torch.nn.functional as F

x = torch.arange(1.0, 10.0).reshape(1, 1, 3, 3)
kernel = torch.tensor([[0.0, 1.0], [2.0, 3.0]])
w = kernel.reshape(1, 1, 2, 2)

print(F.conv2d(x, w).tolist())
print(F.conv2d(x, w.flip(2, 3)).tolist())

conv = torch.nn.Conv2d(1, 1, kernel_size=(3, 5))
print(list(conv.weight.shape))
print(list(conv.bias.shape))
