"""paddle.nn.functional with PyTorch behind it."""

from torch.nn import functional


def pad(x, pad, mode="constant", value=0.0):
    """Of (N, C, H, W): [left, right, top, bottom]."""
    return functional.pad(x, pad, mode, value) if mode == "constant" else functional.pad(x, pad, mode)
