"""Writes pairwise_mean.json: numpy.mean of hashed values, for lengths around every branch of its sum.

Run in this folder: python3 make_pairwise_mean.py
"""

import json

import numpy

LENGTHS = [1, 2, 7, 8, 9, 15, 16, 20, 127, 128, 129, 135, 136, 137, 143, 144, 200, 255, 256, 257]
LENGTHS += [264, 500, 511, 512, 513, 1000, 1025, 4999, 8193, 20000]


def fraction(index):
    """A decimal fraction in [0, 1) that a test can make again, from the finaliser of MurmurHash3."""
    h = (index + 1) * 0x9E3779B1 & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    h ^= h >> 16
    # Decimal fractions make the sums inexact, as error rates do.
    return (h % 10000) / 10000


def main():
    values = [fraction(index) for index in range(max(LENGTHS))]
    cases = [{"length": n, "mean": float(numpy.mean(values[:n]))} for n in LENGTHS]
    naive = sum(sum(values[:n]) / n != float(numpy.mean(values[:n])) for n in LENGTHS)
    assert naive > 0, "values whose plain sum has the same bits would test nothing"
    with open("pairwise_mean.json", "w") as file:
        json.dump({"numpy": numpy.__version__, "cases": cases}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
