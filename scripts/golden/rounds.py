"""The same batch passes forward and backward and the weights take a step, several times."""

import torch

from draws import draw_masks, draw_targets, draw_tensors, uniform
from losses import build_loss, loss_options
from model import Graph
from optimizers import Training


def run_rounds(case, rng):
    """All tensors of one case, by their names in the file."""
    network = Graph(case["description"])
    draw_tensors(network, rng)
    scale = case.get("input_scale", 1)
    x = uniform(rng, (case["count"], *network.shapes["input"]), -scale, scale)
    loss_type, _ = loss_options(case["description"])
    target_name, targets = draw_targets(case, loss_type, network.output_shape(), rng)
    draw_masks(network, case["count"], rng)
    tensors = {"input": x, target_name: targets}
    tensors |= {f"before/{name}": tensor.clone() for name, tensor in network.tensors().items()}
    if case["mode"] == "train":
        tensors |= {f"mask/{name}": layer.mask for name, layer in network.dropouts().items()}
    return tensors | follow(case, network, x, targets)


def follow(case, network, x, targets):
    """Results of the first round, losses of all, and what each left in the network."""
    network.train(case["mode"] == "train")
    training = Training(network, case["training"]) if list(network.parameters()) else None
    loss_of = build_loss(case["description"])
    losses, after, averages = [], [], []
    for round_number in range(case["steps"] if training else 1):
        output, input_gradient, loss = pass_through(network, x, loss_of, targets)
        if round_number == 0:
            results = {"output": output, "input_gradient": input_gradient} | gradients(network)
        if training:
            training.step()
            averages.append(training.average)
        losses.append(loss)
        after.append({name: tensor.clone() for name, tensor in network.tensors().items()})
    results["losses"] = torch.stack(losses)
    if case["training"].get("ema_decay"):
        results["averages"] = torch.stack(averages)
    return results | stack_rounds(after)


def pass_through(network, x, loss_of, targets):
    """Forward and backward: output, gradient of the input, and loss."""
    given = x.clone().requires_grad_()
    network.zero_grad()
    output = network(given)
    loss = loss_of(output, targets)
    loss.backward()
    return output.detach(), given.grad, loss.detach()


def gradients(network):
    return {f"gradient/{name}": p.grad.clone() for name, p in network.named_parameters()}


def stack_rounds(after):
    """One row a round."""
    return {f"after/{name}": torch.stack([tensors[name].flatten() for tensors in after])
            for name in after[0]}
