"""Croton and its peers, each in processes of its own: what a round of a measurement asks of them."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
CROTON = FOLDER.parents[1] / ".build/release/croton"

# PyTorch gives the memory of every step back to the system, and gets it again a page at a time. This keeps it, which
# makes its steps shorter.
ALLOCATOR = {
    "MALLOC_TRIM_THRESHOLD_": "4000000000", "MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TOP_PAD_": "500000000",
}

PEERS = {
    "pytorch eager": ["torch_peer.py", "--mode", "eager"],
    "pytorch channels-last": ["torch_peer.py", "--mode", "channels-last"],
    "pytorch compile": ["torch_peer.py", "--mode", "compile"],
    "tensorflow": ["tensorflow_peer.py"],
    "onnxruntime": ["onnxruntime_peer.py"],
}


class ContenderError(Exception):
    """A contender could not do what it was asked for."""


def croton(*arguments):
    """What `croton bench` prints as JSON."""
    command = [CROTON, "bench", *map(str, arguments), "--json"]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        raise ContenderError(f"{' '.join(map(str, command))} has failed with {result.returncode}")
    return json.loads(result.stdout)


def croton_training_memory():
    """The most memory that two epochs of `croton train lenet5` use, in 10^6 bytes."""
    process = subprocess.Popen(
        [CROTON, "train", "lenet5", "--epochs", "2", "--save", os.devnull], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise ContenderError("croton train lenet5 has failed")
    # Linux counts in units of 1,024 bytes, macOS in bytes.
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


class Croton:
    """Croton on one network: a new process each round."""

    name = "croton"

    def __init__(self, arguments, threads):
        self.arguments = [*arguments, "--threads", threads]
        self.steps = 30
        self.report = None

    def start(self):
        pass

    def measure(self, seconds):
        report = croton(*self.arguments, "--steps", self.steps)
        self.report = report = report[0] if isinstance(report, list) else report
        self.steps = max(10, min(5000, int(1e3 * seconds / report["step_ms_median"])))
        return {
            kind: {"median": report[f"{kind}_ms_median"], "minimum": report[f"{kind}_ms_min"]}
            for kind in ["step", "inference"]}

    def close(self):
        pass


class Peer:
    """A peer on one network: one process that is asked again each round, for some take long to begin."""

    def __init__(self, name, network, threads):
        self.name, self.network = name, network
        script, *options = PEERS[name]
        self.process = subprocess.Popen(
            [sys.executable, FOLDER / script, "--threads", str(threads), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, **ALLOCATOR, "OMP_NUM_THREADS": str(threads)})
        self.measures = []

    def start(self):
        self.measures = self.ask(self.network)["measures"]

    def ask(self, question):
        try:
            print(json.dumps(question), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": "the process has ended"}
        if "error" in answer:
            raise ContenderError(answer["error"])
        return answer

    def measure(self, seconds):
        return {kind: self.ask({"measure": kind, "seconds": seconds}) for kind in self.measures}

    def close(self):
        # What it was not told before it ended does not matter any more.
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
