"""The engine's losses as torch modules."""

import torch
from torch import nn


def loss_options(description):
    """Type and options; a loss may be just a name."""
    given = description.get("loss", "CrossEntropyLoss")
    options = dict(given) if isinstance(given, dict) else {"type": given}
    return options.pop("type"), options


def build_loss(description):
    loss_type, options = loss_options(description)
    if options.get("weight"):
        options["weight"] = torch.tensor(options["weight"])
    return getattr(nn, loss_type)(**options)
