"""The ways in which PyTorch can train a network or run it, each checked before it may be timed."""

import itertools

import torch
from torch import nn

CHECKED_BATCH = 8
PREDICTION_TOLERANCE = 1e-4
# After Adam's first steps, as in the browser.
LATER_TOLERANCE = 0.02

LAYOUTS = {"NCHW": torch.contiguous_format, "channels_last": torch.channels_last}
ADAMS = {"fused Adam": {"fused": True}, "foreach Adam": {"foreach": True}, "plain Adam": {}}


def training_candidates(reference, network, batch):
    expected = reference.record(network)["expected"]["losses"]
    for (layout, form), (adam, options) in itertools.product(LAYOUTS.items(), ADAMS.items()):
        try:
            checked = make_step(reference, network, CHECKED_BATCH, form, options, checking=True)
            check_losses(checked, expected)
        except (TypeError, RuntimeError):
            if adam != "fused Adam":
                raise
            continue  # this version of PyTorch has none for the processor
        yield f"{layout}, {adam}", make_step(reference, network, batch, form, options)


def make_step(reference, network, batch, form, options, checking=False):
    """A function that trains with the next batch and gives the loss."""
    model = reference.model(network, dropout=not checking).to(memory_format=form).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **options)
    count = batch if checking else len(reference.images)
    images = reference.images[:count].contiguous(memory_format=form).split(batch)
    labels = reference.labels[:count].split(batch)
    loss_of = nn.CrossEntropyLoss()
    batches = itertools.cycle(zip(images, labels))

    def step():
        inputs, targets = next(batches)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def check_losses(step, expected):
    for index, wanted in enumerate(expected):
        loss = step()
        tolerance = LATER_TOLERANCE if index else PREDICTION_TOLERANCE
        if not abs(loss - wanted) <= tolerance:
            raise ValueError(f"it computes something else: loss {loss} at step {index + 1}, "
                             f"expected {wanted}")


def inference_candidates(reference, network, batch):
    expected = torch.tensor(reference.record(network)["expected"]["probabilities"])
    for layout, form in LAYOUTS.items():
        model = reference.model(network, dropout=False).append(nn.Softmax(1)).eval()
        model = model.to(memory_format=form)
        images = reference.images.contiguous(memory_format=form).split(batch)
        for name, run in {"eager": model, "traced and frozen": freeze(model, images[0])}.items():
            check_probabilities(run, images[0], expected)
            yield f"{layout}, {name}", make_prediction(run, images)


def freeze(model, inputs):
    with torch.inference_mode():
        return torch.jit.optimize_for_inference(torch.jit.trace(model, inputs))


def check_probabilities(run, inputs, expected):
    with torch.inference_mode():
        found = run(inputs).flatten()
    difference = (found - expected[:len(found)]).abs().max().item()
    if not difference <= PREDICTION_TOLERANCE:
        raise ValueError(f"it computes something else: probabilities differ by {difference}")


def make_prediction(run, images):
    inputs = itertools.cycle(images)

    def predict():
        with torch.inference_mode():
            return run(next(inputs)).numpy()

    return predict
