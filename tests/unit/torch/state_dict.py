"""Loads convscope's weights into a PyTorch module, and saves modules for convscope.

Usage: state_dict.py FOLDER, which holds description.json, weights.safetensors and
input.safetensors. Writes output.safetensors with what the module computes for the input, and for
each floating-point type <type>.safetensors with another state_dict and <type>_output.safetensors.
"""

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts" / "golden"))
from model import Graph  # noqa: E402
from safetensors_file import read, write  # noqa: E402


def load(description, tensors):
    model = Graph(description)
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    strangers = [name for name in missing if not name.endswith("num_batches_tracked")]
    assert not strangers and not unexpected, (strangers, unexpected)
    return model.eval()


def main(folder):
    description = json.loads((folder / "description.json").read_text())
    x = read(folder / "input.safetensors")["input"]
    with torch.no_grad():
        output = load(description, read(folder / "weights.safetensors"))(x)
        write(folder / "output.safetensors", {"output": output})
        for seed, dtype in enumerate(["float64", "float32", "float16", "bfloat16"]):
            torch.manual_seed(seed)
            model = Graph(description).train()
            model(x)
            saved = {name: tensor if tensor.dtype == torch.int64 else tensor.to(getattr(torch, dtype))
                     for name, tensor in model.state_dict().items()}
            write(folder / f"{dtype}.safetensors", saved)
            rounded = {name: tensor.float() for name, tensor in saved.items()
                       if tensor.dtype != torch.int64}
            write(folder / f"{dtype}_output.safetensors", {"output": load(description, rounded)(x)})


main(Path(sys.argv[1]))
