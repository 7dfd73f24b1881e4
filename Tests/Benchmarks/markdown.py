"""The tables of docs/performance.md, from the JSON of `make bench`: `python markdown.py .build/bench.json`."""

import json
import sys

from comparison import best_peer, best_ratio, median, minimum
from tables import number, roofline


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def peers(comparisons):
    """One line for each network: Croton's times, and the best peer's over them."""
    rows = []
    for comparison in comparisons:
        cells = [comparison["title"]]
        for kind in ["step", "inference"]:
            ratio = best_ratio(comparison, kind)
            cells += [number(median(comparison, "croton", kind)), number(minimum(comparison, "croton", kind)),
                      f"{ratio:.1f} ({best_peer(comparison, kind)})" if ratio else ""]
        rows.append(cells)
    return table(
        ["network", "step, ms", "least", "best peer over it", "inference, ms", "least", "best peer over it"], rows)


def everyone(comparison):
    """One line for each contender on one network."""
    rows = [[name, *(number(value) for kind in ["step", "inference"]
                     for value in [median(comparison, name, kind), minimum(comparison, name, kind)])]
            for name in comparison["rounds"]]
    return table([comparison["title"], "step, ms", "least", "inference, ms", "least"], rows)


def kernels(report, key, threshold=0.005):
    """The kernels that take a part of the time worth naming, and the rest in one line."""
    rows, rest = [], [0, 0]
    for kernel in report[key]:
        if kernel["share"] < threshold:
            rest = [rest[0] + kernel["ms_median"], rest[1] + kernel["share"]]
            continue
        rate = kernel.get("gflops")
        rows.append([f"`{kernel['name']}`", number(kernel["ms_median"]), number(kernel["ms_min"]),
                     f"{kernel['share']:.1%}", *([f"{rate:.0f}", f"{kernel['peak_share']:.0%}"] if rate else ["", ""])])
    rows.append(["the rest", number(rest[0]), "", f"{rest[1]:.1%}", "", ""])
    return table(["kernel", "ms", "least", "share", "GFLOP/s", "of the peak"], rows)


def alone(results):
    batches = results["batches"]
    per_image = [1e3 * report["step_ms_median"] / report["batch_size"] for report in batches]
    rows = [[report["batch_size"], number(report["step_ms_median"]), number(each), f"{each / min(per_image):.2f}"]
            for report, each in zip(batches, per_image)]
    return "\n".join([
        table(["batch size", "step, ms", "us an image", "over the best"], rows), "",
        f"- cold compile {results['compile_cold_s']:.2f} s, warm {results['compile_warm_s']:.3f} s",
        f"- peak memory of training {results['training_peak_rss_mb']:.0f} MB",
        f"- one thread over all: {results['threads_ratio']:.2f}"])


def main():
    with open(sys.argv[1]) as file:
        results = json.load(file)
    comparisons = [each for part in ["lenet", "small", "latency"] for each in results.get(part, [])]
    if comparisons:
        print("## Against peers", peers(comparisons), sep="\n\n", end="\n\n")
    for comparison in results.get("lenet", []):
        print(everyone(comparison), end="\n\n")
    if "lenet" in results:
        report = results["lenet"][0]["croton"]
        print("## A training step, kernel by kernel", kernels(report, "kernels"), sep="\n\n", end="\n\n")
        print(f"The peak is {report['peak_gflops']:.0f} GFLOP/s; "
              f"the step takes {roofline(report):.2f} times its dense arithmetic at the peak.", end="\n\n")
        print("## An inference, kernel by kernel", kernels(report, "inference_kernels"), sep="\n\n", end="\n\n")
    if "networks" in results:
        print("## Other networks", peers(results["networks"]), sep="\n\n", end="\n\n")
    if "alone" in results:
        print("## Batch sizes, compilation, memory and threads", alone(results["alone"]), sep="\n\n")


if __name__ == "__main__":
    main()
