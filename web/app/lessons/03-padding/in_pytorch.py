import torch
import torch.nn.functional as F

x = torch.arange(1.0, 17.0).reshape(1, 1, 4, 4)
w = torch.ones(1, 1, 3, 3)

print(F.conv2d(x, w).tolist())
print(F.conv2d(x, w, padding=1).tolist())

# F.pad takes left, right, top, bottom: two rows above, one column on the right.
uneven = F.conv2d(F.pad(x, (0, 1, 2, 0)), w)
print(uneven.tolist())
