"""A whole training run: fixed mini-batches and masks, and the loss of every step."""

import torch

from draws import draw_masks, draw_tensors, uniform
from losses import build_loss
from model import Graph
from optimizers import Training


def run_training(case, rng):
    """Step t takes batch t modulo the number of batches, and rows t * count onward of the masks."""
    network = Graph(case["description"])
    draw_tensors(network, rng)
    images, labels = draw_images(case, network, rng)
    before = {f"before/{name}": tensor.clone() for name, tensor in network.tensors().items()}
    training = Training(network, case["training"])
    loss_of = build_loss(case["description"])
    losses, masks = [], []
    network.train()
    for step in range(case["steps"]):
        first = step * case["count"] % case["images"]
        batch = slice(first, first + case["count"])
        draw_masks(network, case["count"], rng)
        masks.append({f"mask/{name}": layer.mask for name, layer in network.dropouts().items()})
        network.zero_grad()
        loss = loss_of(network(images[batch]), labels[batch])
        loss.backward()
        training.step()
        losses.append(loss.detach())
    drawn = {name: torch.cat([one[name] for one in masks]) for name in masks[0]}
    results = {"input": images, "labels": labels, "losses": torch.stack(losses)}
    return results | before | drawn


def draw_images(case, network, rng):
    """A pattern for each class, under as much noise."""
    shape = network.shapes["input"]
    classes = network.output_shape()[0]
    patterns = uniform(rng, (classes, *shape))
    labels = torch.from_numpy(rng.integers(classes, size=case["images"]))
    images = patterns[labels] + uniform(rng, (case["images"], *shape))
    return images.float().to(images.dtype), labels
