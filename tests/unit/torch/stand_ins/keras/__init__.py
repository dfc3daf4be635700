"""As much of Keras's interface as an exported program predicts with, on PyTorch.

Keras itself is in no package that the tests can install. This follows its documentation for names,
arguments and their order, defaults, and the layout of images and weights.
"""

import torch

from . import layers, ops  # noqa: F401


class Model:
    def __call__(self, x):
        with torch.no_grad():
            return self.call(torch.as_tensor(x))

    def predict(self, x, batch_size=32, verbose="auto"):
        return torch.cat([self(part) for part in torch.as_tensor(x).split(batch_size)]).numpy()
