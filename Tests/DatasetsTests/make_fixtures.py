#!/usr/bin/env python3
"""Write the pickles in Fixtures, which all hold the data set of ExpectedDigits.swift, those in Fixtures/CIFAR, of CIFAR.swift,
and NumPy's files of NumPyTests.swift.

usage: make_fixtures.py   (needs Python 3.8 or newer and NumPy 2)
"""
import gzip
import io
import pathlib
import pickle
import struct

import numpy as np

FIXTURES = pathlib.Path(__file__).parent / "Fixtures"
LABELS = [[5, 0, 4], [9, 2], [7]]


class Python2Pickler(pickle._Pickler):
    """Writes what Python 2 writes: one kind of string, for text as for bytes, and NumPy 1's names."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_string(self, value):
        data = value.encode("latin1") if isinstance(value, str) else bytes(value)
        if self.proto == 0:
            escapes = {92: "\\\\", 39: "\\'", 10: "\\n", 13: "\\r", 9: "\\t"}
            text = "".join(escapes.get(c, chr(c) if 32 <= c < 127 else "\\x%02x" % c) for c in data)
            self.write(b"S'" + text.encode() + b"'\n")
        elif len(data) < 256:
            self.write(b"U" + bytes([len(data)]) + data)
        else:
            self.write(b"T" + struct.pack("<i", len(data)) + data)
        self.memoize(value)

    dispatch[str] = dispatch[bytes] = save_string

    def save_global(self, value, name=None):
        module = value.__module__.replace("numpy._core", "numpy.core")
        self.write(f"c{module}\n{name or value.__name__}\n".encode())
        self.memoize(value)

    dispatch[type] = dispatch[type(np.array)] = dispatch[type(struct.pack)] = save_global
    dispatch[type(lambda: 0)] = save_global


def python2(value, protocol):
    out = io.BytesIO()
    Python2Pickler(out, protocol, fix_imports=False).dump(value)
    return out.getvalue()


def digits(x_type="<f4", y_type="<i8", order="C"):
    pairs = []
    for split, labels in enumerate(LABELS):
        levels = np.arange(len(labels) * 784).reshape(-1, 784) * 7 + 50 * split
        x = (levels % 256).astype(np.uint8)
        if x_type != "u1":
            x = (x / np.float32(256)).astype(x_type)
        pairs.append((np.array(x, order=order), np.array(labels, dtype=y_type)))
    return tuple(pairs)


def numbers(*shape):
    """0, 1, 2 … in the order of the bytes."""
    return np.arange(np.prod(shape)).reshape(shape)


def write_arrays():
    """Archives as `numpy.savez` writes them, and files of each version of the format."""
    splits = {"train": 4, "val": 2, "test": 3}
    x = {part: numbers(count, 2, 3).astype("u1") for part, count in splits.items()}
    y = {part: np.arange(count).astype("u1") % 3 for part, count in splits.items()}
    keras = {f"{kind}_{part}": values[part] for kind, values in (("x", x), ("y", y))
             for part in ("train", "test")}
    np.savez(FIXTURES / "keras.npz", **keras)
    np.savez_compressed(FIXTURES / "keras-compressed.npz", **keras)
    np.savez(FIXTURES / "unnamed.npz", numbers(3, 4).astype("f4") / 8, np.array([0.5, -1, 2]))
    # MedMNIST has names and shapes like these.
    medical = {f"{part}_images": numbers(count, 2, 3, 3).astype("u1") for part, count in splits.items()}
    medical |= {f"{part}_labels": y[part][:, None].astype("i8") for part in splits}
    np.savez_compressed(FIXTURES / "medical.npz", **medical)

    types = ["u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "i1", "<i2", ">i2", "<i4", ">i4",
             "<i8", ">i8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]
    values = numbers(3, 2, 2) * 5
    arrays = {code.replace("<", "little-").replace(">", "big-"): values.astype(code) for code in types}
    arrays["bool"] = values % 2 == 1
    arrays |= {f"{name}-fortran": np.asfortranarray(array) for name, array in arrays.items()}
    np.savez_compressed(FIXTURES / "types.npz", **arrays)
    layouts = {"features": numbers(2, 4), "grey": numbers(2, 2, 3), "one-last": numbers(2, 2, 3, 1),
               "three-last": numbers(2, 2, 4, 3), "one-first": numbers(2, 1, 2, 4),
               "three-first": numbers(2, 3, 2, 4), "vector": numbers(3)}
    np.savez_compressed(FIXTURES / "layouts.npz", **{
        f"{name}-{kind}{order}": np.array(array, dtype=kind, order=order)
        for name, array in layouts.items() for kind in ("u1", "f4") for order in "CF"})
    for version in (1, 2, 3):
        for name, array in (("x", numbers(3, 4).astype("f8")), ("y", np.array([0, 1, 1]))):
            with open(FIXTURES / f"version{version}_{name}.npy", "wb") as file:
                np.lib.format.write_array(file, array, (version, 0))


def batch(kind, start, count, convert=lambda text: text):
    """A batch of CIFAR, whose image i has the label i and, at k, the level 7 k + 50 i."""
    numbers = range(start, start + count)
    levels = np.arange(3072) * 7 + np.array(numbers)[:, None] * 50
    result = {
        "batch_label": "a batch",
        "data": (levels % 256).astype(np.uint8),
        "filenames": [f"{i}.png" for i in numbers],
    }
    if kind == "cifar100":
        result |= {"fine_labels": list(numbers), "coarse_labels": [i % 20 for i in numbers]}
    else:
        result |= {"labels": list(numbers)}

    def converted(value):
        return [convert(item) if isinstance(item, str) else item for item in value] if isinstance(value, list) else (
            convert(value) if isinstance(value, str) else value)

    return {convert(key): converted(value) for key, value in result.items()}


def cifar():
    def write(folder, name, data):
        (FIXTURES / "CIFAR" / folder).mkdir(parents=True, exist_ok=True)
        (FIXTURES / "CIFAR" / folder / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))

    def names(count, convert=lambda text: text):
        return [convert(f"class {i}") for i in range(count)]

    encode = str.encode
    forms = {
        "python2": (lambda value: python2(value, 2), lambda text: text),
        "python3-protocol2": (lambda value: pickle.dumps(value, 2), encode),
        "python3-protocol5": (lambda value: pickle.dumps(value, 5), encode),
        "text-keys": (lambda value: pickle.dumps(value, 4), lambda text: text),
    }
    for form, (dumps, convert) in forms.items():
        write(f"cifar10-{form}", "data_batch_1", dumps(batch("cifar10", 0, 2, convert)))
        write(f"cifar10-{form}", "data_batch_2", dumps(batch("cifar10", 2, 1, convert)))
        write(f"cifar10-{form}", "test_batch", dumps(batch("cifar10", 3, 1, convert)))
        meta = {convert("label_names"): names(10, convert), convert("num_vis"): 3072}
        write(f"cifar10-{form}", "batches.meta", dumps(meta))
        write(f"cifar100-{form}", "train", dumps(batch("cifar100", 0, 3, convert)))
        write(f"cifar100-{form}", "test", dumps(batch("cifar100", 3, 1, convert)))
        meta = {convert("fine_label_names"): names(100, convert), convert("coarse_label_names"): names(20, convert)}
        write(f"cifar100-{form}", "meta", dumps(meta))


def main():
    FIXTURES.mkdir(exist_ok=True)
    write_arrays()

    def write(name, data):
        (FIXTURES / f"{name}.pkl.gz").write_bytes(gzip.compress(data, 9, mtime=0))

    for protocol in range(3):
        write(f"python2-protocol{protocol}", python2(digits(), protocol))
    for protocol in range(6):
        write(f"numpy2-protocol{protocol}", pickle.dumps(digits(), protocol))
    # NumPy 1 names one module differently, which is one byte shorter, as is then the only frame.
    renamed = pickle.dumps(digits(), 5).replace(b"\x13numpy._core.", b"\x12numpy.core.")
    frame, = struct.unpack("<Q", renamed[3:11])
    write("numpy1-protocol5", renamed[:3] + struct.pack("<Q", frame - 1) + renamed[11:])

    write("fortran-protocol2", pickle.dumps(digits(order="F"), 2))
    write("fortran-protocol5", pickle.dumps(digits("<f8", order="F"), 5))
    write("big-endian", pickle.dumps(digits(">f4", ">i8"), 4))
    write("big-endian-float64", pickle.dumps(digits(">f8", ">i2", "F"), 3))
    write("float64-int32", pickle.dumps(digits("<f8", "<i4"), 5))
    write("lists", pickle.dumps([list(pair) for pair in digits()], 4))
    for y_type in ("<u2", "<u4", "<u8", "u1", "i1"):
        write(f"labels-{np.dtype(y_type).name}", pickle.dumps(digits("<f4", y_type), 5))
    write("uint8", pickle.dumps(digits("u1"), 5))
    write("uint8-fortran", pickle.dumps(digits("u1", order="F"), 0))

    cifar()

    training = digits()[0]
    write("memo-shared", pickle.dumps((training, training, training), 2))
    write("memo-shared-framed", pickle.dumps((training, training, training), 5))


if __name__ == "__main__":
    main()
