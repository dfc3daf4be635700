"""Learning rates by torch's schedulers, counted in steps."""

import torch
from torch.optim import lr_scheduler


def build_scheduler(optimizer, options):
    schedule_type = options.get("type", "constant")
    if schedule_type == "constant":
        return lr_scheduler.LambdaLR(optimizer, lambda _: 1)
    if schedule_type == "step":
        return lr_scheduler.StepLR(optimizer, options["step_size"], options["gamma"])
    if schedule_type == "cosine":
        total, final = options["total_steps"], options["final_lr"]
        return lr_scheduler.CosineAnnealingLR(optimizer, total, eta_min=final)
    return lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=optimizer.defaults["lr"],
        total_steps=options["total_steps"],
        pct_start=options["warmup_share"],
        div_factor=options["start_div"],
        final_div_factor=options["final_div"],
        cycle_momentum=False,
    )


def warmup_factor(options, step):
    """The engine's own: a straight line up to the schedule's rate; torch has no equal."""
    steps = options.get("warmup_steps", 0)
    return (step + 1) / (steps + 1) if step < steps else 1


class Schedule:
    """Runs an optimiser's steps at the rates of a schedule."""

    def __init__(self, optimizer, options):
        self.optimizer = optimizer
        self.options = options
        self.scheduler = build_scheduler(optimizer, options)
        self.steps = 0

    def step(self):
        """Returns the rate that was used."""
        group = self.optimizer.param_groups[0]
        scheduled = group["lr"]
        rate = scheduled * warmup_factor(self.options, self.steps)
        group["lr"] = rate
        self.optimizer.step()
        # Put back: the cosine scheduler computes each rate from the one before.
        group["lr"] = scheduled
        self.scheduler.step()
        self.steps += 1
        return rate


def learning_rates(case, _rng):
    """The rates of the first steps."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    schedule = Schedule(torch.optim.SGD([parameter], lr=case["lr"]), case["schedule"])
    return {"learning_rates": torch.tensor([schedule.step() for _ in range(case["steps"])])}
