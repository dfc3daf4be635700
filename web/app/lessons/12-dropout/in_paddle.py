import paddle
from paddle import nn

paddle.seed(0)
x = paddle.to_tensor([-2.0, 3, 8, 4, 0, 5, 1, 6]).tile([100_000, 1])
drop = nn.Dropout(p=0.5, mode="upscale_in_train")

drop.train()
y = drop(x)
print(sorted(set(y[:, 2].tolist())))
print(y.abs().sum(1).mean().item())

drop.eval()
print(drop(x)[0].tolist())
print(drop(x)[0].abs().sum().item())

# One mask for a whole channel.
channels = nn.Dropout(p=0.5, axis=[0, 1])(paddle.ones([64, 4, 2, 3]))
print(int((channels == channels[:, :, :1, :1]).all()))
