"""The engine's trainer options as torch's optimisers, clipping and schedules."""

import torch
from torch import optim

from schedules import Schedule


def build_optimizer(parameters, options):
    common = {"lr": options["lr"], "weight_decay": options.get("weight_decay", 0)}
    eps = options.get("eps", 1e-8)
    name = options["optimizer"]
    if name == "SGD":
        nesterov = options.get("nesterov", False)
        return optim.SGD(parameters, momentum=options["momentum"], nesterov=nesterov, **common)
    if name == "RMSprop":
        alpha, momentum = options.get("alpha", 0.99), options["momentum"]
        return optim.RMSprop(parameters, alpha=alpha, eps=eps, momentum=momentum, **common)
    betas = (options.get("beta1", 0.9), options.get("beta2", 0.999))
    return getattr(optim, name)(parameters, betas=betas, eps=eps, **common)


class Training:
    """What the engine's optimiser does in one step, by torch."""

    def __init__(self, network, options):
        self.parameters = list(network.parameters())
        self.limit = options.get("clip_grad_norm", 0)
        self.decay = options.get("ema_decay", 0)
        optimizer = build_optimizer(self.parameters, options)
        self.schedule = Schedule(optimizer, options.get("schedule", {}))
        self.average = self.flat_parameters()

    def flat_parameters(self):
        return torch.cat([parameter.detach().flatten() for parameter in self.parameters])

    def step(self):
        if self.limit > 0:
            torch.nn.utils.clip_grad_norm_(self.parameters, self.limit)
        self.schedule.step()
        self.average = self.decay * self.average + (1 - self.decay) * self.flat_parameters()
