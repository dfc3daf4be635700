import torch
import torch.nn.functional as F

image = torch.zeros(1, 1, 50, 50)
image[:, :, :, :30] = 1

boundary = F.conv2d(image, torch.tensor([1.0, 0.0, -1.0]).reshape(1, 1, 1, 3))
print(boundary.abs().amax(dim=(0, 1, 2)).nonzero().flatten().tolist())
print(boundary.unique().tolist())

edges = torch.full((1, 1, 3, 3), -1.0)
edges[0, 0, 1, 1] = 8
print(F.conv2d(image, edges)[0, 0, 0, 26:32].tolist())

blur = torch.full((1, 1, 5, 5), 1 / 25)
print(F.conv2d(image, blur)[0, 0, 0, 24:32].tolist())

rgb = image.repeat(1, 3, 1, 1)
print(list(F.conv2d(rgb, edges.repeat(3, 1, 1, 1), groups=3).shape))
