import torch

x = torch.tensor([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
bn = torch.nn.BatchNorm1d(3, eps=1e-5, momentum=0.1)

bn.train()
print(bn(x).tolist())
print(bn.running_mean.tolist())
print(bn.running_var.tolist())

bn.eval()
print(bn(x).tolist())
