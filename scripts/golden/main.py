"""Makes the golden data of the engine's tests with PyTorch.

For each <group>.json in the folder given, <group>.safetensors is written beside it. Everything is
computed in float64 from float32 inputs and weights; only the results are rounded to float32.
"""

import json
import pathlib
import platform
import sys
import warnings

import numpy
import torch

from draws import generator
from rounds import run_rounds
from schedules import learning_rates
from tensor_file import encode
from training_run import run_training

SEED = 1
MAKERS = {"rounds": run_rounds, "rates": learning_rates, "run": run_training}


def versions():
    return {"python": platform.python_version(), "torch": torch.__version__,
            "numpy": numpy.__version__}


def make_tensors(group):
    """Tensors named <case>/<tensor>, for all cases of a group."""
    maker = MAKERS[group["kind"]]
    tensors = {}
    for case in group["cases"]:
        made = maker(group["defaults"] | case, generator(SEED, case["name"]))
        tensors |= {f"{case['name']}/{name}": tensor for name, tensor in made.items()}
    return tensors


def make_file(source):
    group = json.loads(source.read_text())
    tensors = make_tensors(group)
    metadata = {"versions": json.dumps(versions()), "command": "npm run golden",
                "seed": str(SEED), "cases": json.dumps(group, separators=(",", ":"))}
    target = source.with_suffix(".safetensors")
    target.write_bytes(encode(tensors, metadata))
    size = target.stat().st_size
    print(f"{target.name}: {len(group['cases'])} cases, {len(tensors)} tensors, {size} bytes")


def main(folder):
    torch.set_default_dtype(torch.float64)
    # Sums in the same order on every machine.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    warnings.filterwarnings("ignore", "Using padding='same'")
    for source in sorted(pathlib.Path(folder).glob("*.json")):
        make_file(source)


if __name__ == "__main__":
    main(sys.argv[1])
