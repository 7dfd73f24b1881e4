"""What the programs of all peers have in common: they say what calls take, one line of JSON for each line asked.

A peer is told its network on the first line, `{"name": ...}`. Every further line, `{"measure": "step", "seconds": 1}`
or `{"measure": "inference", ...}`, is answered with `{"median": ms, "minimum": ms, "calls": count}`. A peer that cannot
answers `{"error": why}` and ends.
"""

import argparse
import json
import os
import statistics
import sys
import time

WARM_UP_SECONDS = 0.3


def serve(build, modes=()):
    """Answers questions about `build(network, mode, threads)`, a dictionary of functions without arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--mode", choices=modes or None)
    arguments = parser.parse_args()
    # Libraries print to the standard output as they like.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    functions = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if functions is None:
                functions = build(question, arguments.mode, arguments.threads)
                answer = {"measures": sorted(functions)}
            else:
                answer = measure(functions[question["measure"]], question["seconds"])
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
            raise
        print(json.dumps(answer), file=answers, flush=True)


def measure(function, seconds):
    """Milliseconds of calls in so many seconds, after some that are not counted."""
    run(function, 3, WARM_UP_SECONDS)
    times = run(function, 5, seconds)
    return {"median": statistics.median(times), "minimum": min(times), "calls": len(times)}


def run(function, least, seconds):
    times = []
    begin = time.perf_counter()
    while len(times) < least or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - start))
    return times
