import torch
from torch import nn

torch.manual_seed(0)
x = torch.tensor([-2.0, 3, 8, 4, 0, 5, 1, 6]).repeat(100_000, 1)
drop = nn.Dropout(p=0.5)

drop.train()
y = drop(x)
print(sorted(set(y[:, 2].tolist())))
print(y.abs().sum(1).mean().item())

drop.eval()
print(drop(x)[0].tolist())
print(drop(x)[0].abs().sum().item())

# One mask for a whole channel: axis=[0, 1] in Paddle.
channels = nn.Dropout2d(p=0.5)(torch.ones(64, 4, 2, 3))
print(int((channels == channels[:, :, :1, :1]).all()))
