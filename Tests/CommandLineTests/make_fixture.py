#!/usr/bin/env python3
"""Write Fixtures/digits.pkl.gz: the data set of TinyDigits.swift as the tutorials' pickle.

usage: make_fixture.py   (needs NumPy)
"""
import gzip
import pathlib
import pickle

import numpy as np


def digits(count):
    image, row, column = np.ogrid[:count, :28, :28]
    label = (7 * image + 3) % 10
    pixels = (31 * image + 17 * row + 13 * column) % 64 + 128 * (column // 2 - 2 == label)
    x = (pixels.reshape(count, 784) / np.float32(256)).astype(np.float32)
    return x, label.reshape(count).astype(np.int64)


def main():
    x, y = digits(60)
    splits = ((x[:50], y[:50]), (x[50:], y[50:]), digits(20))
    path = pathlib.Path(__file__).parent / "Fixtures" / "digits.pkl.gz"
    path.write_bytes(gzip.compress(pickle.dumps(splits, 2), 9, mtime=0))


if __name__ == "__main__":
    main()
