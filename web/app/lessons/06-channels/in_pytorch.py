import torch

image = torch.tensor([[[9.0, 9, 0, 0]] * 4,
                      [[0.0] * 4] * 2 + [[5.0] * 4] * 2,
                      [[2.0, 2, 8, 8]] * 4])
x = image.reshape(1, 3, 4, 4)

edge = torch.tensor([[1.0, 0, -1]] * 3)
level = torch.tensor([[-1.0] * 3, [0.0] * 3, [1.0] * 3])
none = torch.zeros(3, 3)

conv = torch.nn.Conv2d(in_channels=3, out_channels=2, kernel_size=3)
with torch.no_grad():
    conv.weight.copy_(torch.stack([torch.stack([edge, none, -edge]),
                                   torch.stack([none, level, none])]))
    conv.bias.copy_(torch.tensor([0.0, 1.0]))
    print(conv(x).tolist())

print(list(conv.weight.shape))
print(list(conv.bias.shape))
print(list(conv(torch.zeros(4, 3, 4, 4)).shape))
