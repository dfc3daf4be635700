"""Runs exported programs for PyTorch, and others on stand-ins that are made of PyTorch.

Usage: run_exported.py FOLDER; for each <name>.py there, writes <name>_output.npy with what it
computes for <name>_input.npy and, if there is <name>_targets.npy, what it computes after training.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "stand_ins"))


def load(file):
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(folder):
    for file in sorted(folder.glob("*.py")):
        program = load(file)
        model = program.build(str(folder / f"{file.stem}.safetensors"))
        images = np.load(folder / f"{file.stem}_input.npy")
        np.save(folder / f"{file.stem}_output.npy", program.predict(model, images))
        targets = folder / f"{file.stem}_targets.npy"
        if targets.exists():
            program.train(model, images, np.load(targets), 1)
            np.save(folder / f"{file.stem}_trained.npy", program.predict(model, images))


main(Path(sys.argv[1]))
