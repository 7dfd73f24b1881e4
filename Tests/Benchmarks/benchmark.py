"""Measures Croton and its peers in turn, prints tables and writes JSON; `make bench` calls it.

The parts: lenet (steps and inference, with all threads and with one), small (the tutorial's perceptron and softmax
regression), simplechains (the pair of SimpleChains.jl), networks (those of `croton bench networks`, or of `--networks`), latency (inference of one image), alone
(Croton's compilation and memory, batch sizes and threads). A contender that fails is named as such, and the rest goes on.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import tables
from comparison import compare
from contenders import CROTON, ContenderError, croton, croton_training_memory
from networks import LENET, MLP, SIMPLECHAINS_LENET, SOFTMAX

PYTORCH = ["pytorch eager", "pytorch channels-last", "pytorch compile"]
BATCH_SIZES = [8, 16, 32, 64, 128, 256, 500, 1024, 2048, 4096]


class Run:
    """What the user asks for, and what was measured so far."""

    def __init__(self, arguments):
        self.threads, self.rounds, self.seconds = arguments.threads, arguments.rounds, arguments.seconds
        self.names = arguments.networks
        self.results = {"threads": self.threads, "rounds": self.rounds}

    def compare(self, title, network, croton_arguments, peers, threads):
        comparison = compare(
            f"{title}, batch {network['batch_size']}, {threads} threads", network, croton_arguments, peers,
            threads, self.rounds, self.seconds)
        print(tables.contenders(comparison), end="\n\n", flush=True)
        return comparison

    def lenet(self):
        comparisons = [
            self.compare("LeNet", LENET, ["lenet5"], [*PYTORCH, "tensorflow", "onnxruntime"], threads)
            for threads in sorted({self.threads, 1}, reverse=True)]
        print(tables.verdicts(comparisons))
        if report := comparisons[0]["croton"]:
            print(f"Croton's step over its dense arithmetic at the peak rate: {tables.roofline(report):.2f}")
        return comparisons

    def small(self):
        peers = ["pytorch eager", "pytorch compile"]
        comparisons = [
            self.compare("perceptron", MLP, ["mlp"], peers, self.threads),
            self.compare("softmax regression", SOFTMAX, ["softmax"], peers, self.threads)]
        print(tables.verdicts(comparisons))
        return comparisons

    def simplechains(self):
        perceptron, = described_networks(["simplechains-mlp"])
        comparisons = [
            self.compare(
                "SimpleChains' LeNet-5", SIMPLECHAINS_LENET, ["simplechains-lenet5"], PYTORCH, self.threads),
            self.compare(
                "SimpleChains' perceptron", perceptron, ["networks", "simplechains-mlp"],
                ["pytorch eager", "pytorch compile"], self.threads)]
        print(tables.verdicts(comparisons))
        return comparisons

    def networks(self):
        described = described_networks(self.names)
        comparisons = [
            self.compare(
                network["name"], network, ["networks", network["name"]], [*PYTORCH, "tensorflow"], self.threads)
            for network in described]
        print(tables.verdicts(comparisons))
        return comparisons

    def latency(self):
        network = {**LENET, "batch_size": 1}
        peers = ["pytorch eager", "pytorch compile", "onnxruntime"]
        comparison = self.compare("LeNet", network, ["lenet5", "--batch-size", 1], peers, 1)
        print(tables.verdicts([comparison]))
        return [comparison]

    def alone(self):
        reports = [croton("lenet5", "--threads", self.threads, "--steps", 20) for _ in range(self.rounds)]
        memory = croton_training_memory()
        compilation = {
            kind: statistics.median(report[f"compile_{kind}_s"] for report in reports) for kind in ["cold", "warm"]}
        sweeps = croton(
            "lenet5", "--threads", self.threads, "--steps", 30,
            "--sweep", "batch=" + ",".join(map(str, BATCH_SIZES)))
        threads = [
            croton("lenet5", "--steps", 30, "--sweep", f"threads=1,{self.threads}")[0]["reports"]
            for _ in range(self.rounds)]
        scaling = statistics.median(one["step_ms_median"] / all_["step_ms_median"] for one, all_ in threads)

        batches = sweeps[0]["reports"]
        per_image = [1e3 * report["step_ms_median"] / report["batch_size"] for report in batches]
        rows = [["batch size", "step ms", "minimum", "us an image", "over best"]]
        rows += [[str(report["batch_size"]), tables.number(report["step_ms_median"]),
                  tables.number(report["step_ms_min"]), tables.number(each), tables.number(each / min(per_image))]
                 for report, each in zip(batches, per_image)]
        print(tables.table(rows, leading=0), end="\n\n")
        print(f"LeNet compiled from nothing in {compilation['cold']:.2f} s, again in {compilation['warm']:.3f} s")
        print(f"peak memory of two epochs of training LeNet: {memory:.0f} MB")
        print(f"one thread over {self.threads} threads, a step: {scaling:.2f}")
        return {
            "compile_cold_s": compilation["cold"], "compile_warm_s": compilation["warm"],
            "training_peak_rss_mb": memory, "batches": batches, "threads": threads, "threads_ratio": scaling,
        }


def described_networks(names):
    result = subprocess.run([CROTON, "bench", "networks", *names, "--describe"], stdout=subprocess.PIPE)
    if result.returncode != 0:
        sys.exit(result.returncode)
    return json.loads(result.stdout)


PARTS = {"lenet": Run.lenet, "small": Run.small, "simplechains": Run.simplechains, "networks": Run.networks, "latency": Run.latency, "alone": Run.alone}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help="what to measure (default: everything)")
    parser.add_argument("--networks", nargs="+", default=[], metavar="name",
                        help="which of the networks to measure (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each contender has its turn")
    parser.add_argument("--seconds", type=float, default=1, help="how long a turn counts calls of one kind")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0))
                        if hasattr(os, "sched_getaffinity") else os.cpu_count())
    parser.add_argument("--output", type=pathlib.Path, default=CROTON.parents[1] / "bench.json")
    arguments = parser.parse_args()
    for part in set(arguments.parts) - set(PARTS):
        parser.error(f"there is no part '{part}'; there are {', '.join(PARTS)}")
    run = Run(arguments)
    start = time.monotonic()
    for part in arguments.parts or PARTS:
        try:
            run.results[part] = PARTS[part](run)
        except ContenderError as error:
            sys.exit(str(error))
        print(flush=True)
        arguments.output.write_text(json.dumps(run.results, indent=1) + "\n")
    print(f"{time.monotonic() - start:.0f} s; all figures are in {arguments.output}")


if __name__ == "__main__":
    main()
