import torch
import torch.nn.functional as F

x = torch.tensor([[1.0, 3, 2, 0], [4, 6, 5, 1], [7, 2, 9, 8], [0, 3, 4, 2]])
x = x.reshape(1, 1, 4, 4)

largest, where = F.max_pool2d(x, kernel_size=2, return_indices=True)
print(largest.tolist())
print(where.flatten().tolist())
print(F.avg_pool2d(x, kernel_size=2).tolist())
print(F.max_pool2d(x, kernel_size=3, stride=1).tolist())
