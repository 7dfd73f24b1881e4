"""Writes random_state.json: calls of numpy.random.RandomState and what they returned.

Run in this folder: python3 make_random_state.py
"""

import json

import numpy

SEEDS = [0, 1, 42, 23455, 2**31, 2**32 - 1]


def calls(random):
    """One script of calls on one stream, so that each call also checks where the last one stopped."""

    def call(name, *arguments):
        result = getattr(random, name)(*arguments)
        return {"call": name, "arguments": list(arguments), "result": result.tolist()}

    yield call("random_sample", 3)
    yield call("randint", 0, 10, 40)
    yield call("randint", 5, 6, 3)  # one value only: draws nothing
    yield call("randint", -1000, 1001, 20)
    yield call("randint", 0, 2**31, 10)
    yield call("randint", 0, 2**32, 10)
    yield call("randint", 0, 2**32 + 1, 10)  # the first width that takes two words
    yield call("randint", -(2**63), 2**63 - 1, 10)
    yield call("permutation", 0)
    yield call("permutation", 1)
    yield call("permutation", 10)
    yield call("permutation", 257)
    yield call("standard_normal", 3)  # an odd count leaves a spare value behind
    yield call("random_sample", 2)  # which a uniform draw must not disturb
    yield call("normal", 3.5, 0.25, 20)
    yield call("normal", -1.0, 0.0, 3)
    yield call("uniform", 2.0, -3.0, 5)
    yield call("standard_normal", 700)  # across a regeneration of the 624 words


def main():
    cases = [
        {"seed": seed, "calls": list(calls(numpy.random.RandomState(seed)))} for seed in SEEDS
    ]
    with open("random_state.json", "w") as file:
        json.dump({"numpy": numpy.__version__, "cases": cases}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
