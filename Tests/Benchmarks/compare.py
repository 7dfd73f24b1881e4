"""Times the tutorial's LeNet in Croton and in PyTorch, in turn, each run a process of its own.

usage: compare.py [--rounds N] [--threads N] [--batch-size N] [--steps N] [--modes eager channels-last compile]
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def last_json(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stderr}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=500)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--modes", nargs="+", default=["eager", "channels-last"],
                        choices=["eager", "channels-last", "compile"])
    arguments = parser.parse_args()
    common = ["--threads", str(arguments.threads), "--batch-size", str(arguments.batch_size),
              "--steps", str(arguments.steps)]
    commands = {"croton": [ROOT / ".build/release/croton", "bench", "lenet5", "--json", *common]}
    for mode in arguments.modes:
        commands[f"pytorch {mode}"] = [
            sys.executable, ROOT / "Tests/Benchmarks/torch_lenet.py", "--mode", mode, *common]

    results = {name: [] for name in commands}
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            results[name].append(last_json(command))

    print(f"LeNet, batch {arguments.batch_size}, {arguments.threads} threads, "
          f"{arguments.rounds} rounds of {arguments.steps} steps")
    print(f"{'':24}{'step ms':>10}{'minimum':>10}{'inference':>11}{'step ratio':>12}{'inference':>11}")
    croton = results["croton"]
    for name, runs in results.items():
        median = lambda key: statistics.median(run[key] for run in runs)
        ratio = lambda key: statistics.median(
            run[key] / other[key] for run, other in zip(runs, croton))
        print(f"{name:24}{median('step_ms_median'):10.1f}{min(run['step_ms_min'] for run in runs):10.1f}"
              f"{median('inference_ms_median'):11.2f}{ratio('step_ms_median'):12.2f}"
              f"{ratio('inference_ms_median'):11.2f}")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
