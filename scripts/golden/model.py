"""An engine description as a torch module whose state_dict has the engine's names."""

import re

import torch
from torch import nn

from layers import MaskedDropout, build_layer


class Graph(nn.Module):
    def __init__(self, description):
        super().__init__()
        self.sources = {}
        self.numbers = {}
        # Two samples: normalisation by the batch refuses a single flat one.
        values = {"input": torch.zeros(2, *description["input"])}
        for layer in description["layers"]:
            self.append(dict(layer), values)
        self.shapes = {name: tuple(value.shape[1:]) for name, value in values.items()}

    def append(self, options, values):
        """`values` holds a result of every layer so far; their shapes size the next one."""
        layer_type = options.pop("type")
        name = self.name_layer(layer_type, options.pop("name", None))
        sources = options.pop("inputs", [list(values)[-1]])
        channels = values[sources[0]].shape[1]
        # In evaluation, so that trying the layer out leaves no trace in its statistics.
        self.add_module(name, build_layer(layer_type, channels, options).eval())
        self.sources[name] = sources
        with torch.no_grad():
            values[name] = self.run_layer(name, values)

    def name_layer(self, layer_type, given):
        """The engine's own names count the layers of a type: Conv2d -> conv1."""
        self.numbers[layer_type] = self.numbers.get(layer_type, 0) + 1
        stem = re.match(r"\D*", layer_type)[0].lower()
        return given or f"{stem}{self.numbers[layer_type]}"

    def run_layer(self, name, values):
        return getattr(self, name)(*(values[source] for source in self.sources[name]))

    def forward(self, x):
        values = {"input": x}
        for name in self.sources:
            values[name] = self.run_layer(name, values)
        return values[name]

    def output_shape(self):
        """Of one sample."""
        return list(self.shapes.values())[-1]

    def tensors(self):
        """Parameters and running statistics, without torch's counter of batches."""
        state = self.state_dict()
        return {name: state[name] for name in state if not name.endswith("num_batches_tracked")}

    def dropouts(self):
        return {name: module for name, module in self.named_children()
                if isinstance(module, MaskedDropout)}
