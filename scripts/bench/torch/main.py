"""Times PyTorch on the reference networks, when and for as long as it is told on standard input.

Each line that comes in is a call, {"method": ..., "args": ...}; each that goes out is its answer,
{"value": ...} or {"problem": ...}. So starting up is not timed, and others can have their turns.
"""

import json
import statistics
import sys
import time

import torch

from candidates import inference_candidates, training_candidates
from reference import Reference

WARM_UP_SECONDS = 0.3
GROUP_SECONDS = 0.002


class Bench:
    def __init__(self, assets, images, threads):
        torch.set_num_threads(threads)
        self.reference = Reference(assets, images)
        self.figure = None
        self.work = None

    def start(self, _args):
        return f"torch {torch.__version__}"

    def prepare(self, args):
        """Tries every way to do it and keeps the fastest."""
        self.figure = args["figure"]
        training = self.figure["kind"] == "training"
        make = training_candidates if training else inference_candidates
        tried = {}
        for name, work in make(self.reference, self.figure["network"], self.figure["batch"]):
            calls_per_second(work, WARM_UP_SECONDS)
            tried[name] = (calls_per_second(work, WARM_UP_SECONDS), work)
        best = max(tried, key=lambda name: tried[name][0])
        self.work = tried[best][1]
        return f"torch {torch.__version__}: {best}"

    def measure(self, args):
        if self.figure["kind"] == "latency":
            return microseconds(self.work, args["seconds"])
        return calls_per_second(self.work, args["seconds"]) * self.figure["batch"]

    def release(self, _args):
        self.work = None


def calls_per_second(work, seconds):
    begin = time.perf_counter()
    calls = 0
    while calls == 0 or time.perf_counter() < begin + seconds:
        work()
        calls += 1
    return calls / (time.perf_counter() - begin)


def microseconds(work, seconds):
    """Median over groups of calls, as in the browser."""
    end = time.perf_counter() + seconds
    values = []
    while time.perf_counter() < end:
        values.append(1e6 / calls_per_second(work, GROUP_SECONDS))
    return statistics.median(values)


def answer(bench, line):
    call = json.loads(line)
    try:
        return {"value": getattr(bench, call["method"])(call["args"])}
    except Exception as error:  # whatever it is, the other side must hear of it
        return {"problem": str(error) or type(error).__name__}


def main(assets, images, threads):
    bench = Bench(assets, images, int(threads))
    for line in sys.stdin:
        print(json.dumps(answer(bench, line)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
