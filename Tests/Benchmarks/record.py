"""Trains MNIST to 99 % with `fast-mnist`, and times SimpleChains.jl's pair; `make record` calls it.

The time of the pair is what SimpleChains' documentation counts: ten epochs of training for LeNet-5, compiled before and
without its tests, and a step of 10,000 samples for the perceptron. Beside it stands the time of the whole process.
"""

import json
import pathlib
import subprocess
import sys
import time

from contenders import CROTON, ContenderError, croton
from tables import table

# https://julialang.org/blog/2022/04/simple-chains and the examples in SimpleChains' documentation.
PUBLISHED = {
    "simplechains-lenet5": "1.24 s on 18 cores, 3.08 s on 32, 5.32 s on 4; PyTorch 10.8 to 15 s",
    "simplechains-mlp": "41 us on 18 cores; PyTorch 1.5 ms",
}


def check(command):
    if subprocess.run([CROTON, *command]).returncode != 0:
        raise ContenderError(f"croton {' '.join(command)} has failed")


def train(model, folder, options=()):
    """The run's settings and its last line, and the seconds of the whole process."""
    # What is compiled is in the cache then.
    check(["compile", model, *options])
    run = folder / model
    start = time.monotonic()
    check(["train", model, "--run", str(run), *options])
    seconds = time.monotonic() - start
    check(["report", str(run)])
    end = json.loads((run / "log.jsonl").read_text().splitlines()[-1])
    return json.loads((run / "config.json").read_text()), end, seconds


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = [["", "measured", "accuracy", "whole process", "published"]]

    _, end, seconds = train("fast-mnist", folder)
    rows.append(["fast-mnist", f"{end['seconds']:.2f} s", f"{1 - end['test']:.2%}", f"{seconds:.2f} s", ""])

    settings, end, seconds = train("simplechains-lenet5", folder, ["--validation", "test"])
    steps = settings["epochs"] * (settings["training_examples"] // settings["batch_size"])
    training = steps * end["train_ms_per_step"] / 1000
    rows.append([
        "simplechains-lenet5", f"{training:.2f} s", f"{1 - end['test']:.2%}", f"{seconds:.2f} s",
        PUBLISHED["simplechains-lenet5"]])

    start = time.monotonic()
    report, = croton("networks", "simplechains-mlp", "--steps", 2000)
    rows.append([
        "simplechains-mlp", f"{1e3 * report['step_ms_median']:.0f} us", "", f"{time.monotonic() - start:.2f} s",
        PUBLISHED["simplechains-mlp"]])
    print(f"\n{table(rows, leading=1)}")


if __name__ == "__main__":
    try:
        main()
    except ContenderError as error:
        sys.exit(str(error))
