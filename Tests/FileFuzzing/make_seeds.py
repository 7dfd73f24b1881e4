"""Makes the seeds that NumPy, Pillow and Python write: `.build/python/bin/python Tests/FileFuzzing/make_seeds.py`.

They are small, so that most mutations hit the structure. The others come from Croton's own commands on a table of 40 rows.
"""

import gzip
import io
import json
import os
import pickle

import numpy as np
from PIL import Image

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Seeds")


def write(reader, name, data):
    os.makedirs(os.path.join(FOLDER, reader), exist_ok=True)
    with open(os.path.join(FOLDER, reader, name), "wb") as file:
        file.write(data)


def gzipped(data):
    return gzip.compress(data, 9, mtime=0)


def numpy_file(array, version=(1, 0)):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def archive(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def sets(element, label):
    """The three sets of the tutorial's digits, of one image each."""
    image = (np.arange(784).reshape(1, 784) % 2).astype(element)
    return tuple((image, np.array([digit], label)) for digit in (3, 1, 4))


for protocol in range(6):
    write("pickle", f"protocol{protocol}", pickle.dumps(sets(np.uint8, np.int64), protocol))
write("pickle", "protocol2.gz", gzipped(pickle.dumps(sets(np.float64, np.uint8), 2)))
write("pickle", "fortran", pickle.dumps(
    tuple((np.asfortranarray(x), y) for x, y in sets(np.uint8, np.int32)), 4))
write("pickle", "big-endian", pickle.dumps(
    tuple((x.astype(">f4"), y.astype(">i4")) for x, y in sets(np.float32, np.int32)), 2))
write("pickle", "lists", pickle.dumps(
    [(x.tolist(), y.tolist()) for x, y in sets(np.uint8, np.int32)], 2))


def idx(shape, values):
    return (bytes([0, 0, 8, len(shape)]) + b"".join(size.to_bytes(4, "big") for size in shape)
            + bytes(values))


write("idx", "images", idx((3, 2, 2), range(12)))
write("idx", "labels", idx((3,), (0, 1, 2)))
write("idx", "images.gz", gzipped(idx((3, 2, 2), range(12))))
write("idx", "labels.gz", gzipped(idx((3,), (0, 1, 2))))

x = np.arange(6).reshape(2, 3)
write("npy", "float32", numpy_file(x.astype("<f4")))
write("npy", "float64-2", numpy_file(x.astype(">f8"), (2, 0)))
write("npy", "int16-3", numpy_file(x.astype("<i2"), (3, 0)))
write("npy", "float16-fortran", numpy_file(np.asfortranarray(x.astype("<f2"))))
write("npy", "images", numpy_file(np.arange(24).reshape(2, 2, 2, 3).astype(np.uint8)))
write("npy", "bool.gz", gzipped(numpy_file(x % 2 == 0)))

keras = dict(x_train=np.arange(16).reshape(4, 2, 2).astype(np.uint8),
             y_train=np.array([0, 1, 0, 1], np.uint8),
             x_test=np.arange(8).reshape(2, 2, 2).astype(np.uint8), y_test=np.array([1, 0], np.uint8))
write("npz", "keras", archive(np.savez, **keras))
write("npz", "keras-compressed", archive(np.savez_compressed, **keras))
write("npz", "numbers", archive(np.savez, x=x.astype(np.float32), y=np.array([0.5, 1.5])))
weights = {"softmax.W": np.zeros((2, 2), np.float32), "softmax.b": np.zeros(2)}
write("parameters", "stored", archive(np.savez, **weights))
write("parameters", "compressed", archive(np.savez_compressed, **weights))

write("table", "words", b'width,height,color,label\n1.5,2,red,rose\n-0.25,1e3,blue,tulip\n'
      b'4,5,"a, ""b""",rose\n0,1,red,tulip\n')
write("table", "bare", b"1;2;3\r\n4;5;6\r\n7;8;9\r\n1;2;0\r\n")
write("table", "pixels", b"label\tpixel0\tpixel1\tpixel2\tpixel3\n0\t1\t2\t3\t4\n1\t255\t0\t0\t7\n")
write("table", "mapped", b",x,1x1,y\n0,4,5,a\n1,6,7,b\n2,8,,a\n")
write("table", "words.gz", gzipped(b"x,label\n1,a\n2,b\n3,a\n"))

write("cifar", "cifar10", b"".join(bytes([label]) + bytes(3072) for label in (3, 9)))
write("cifar", "cifar100.gz", gzipped(bytes([3, 99]) + bytes(range(256)) * 12))
for protocol in (0, 2, 5):
    write("cifar-pickle", f"batch-protocol{protocol}.gz", gzipped(pickle.dumps(
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [3, 9], b"filenames": [b"a", b"b"]},
        protocol)))
write("cifar-pickle", "names", pickle.dumps({b"label_names": [b"cat%d" % i for i in range(10)]}, 2))

write("split", "words", b"training\ntraining\nvalidation\ntest\ntraining\ntest\n")
write("split", "returns", b"training\r\ntest\r\nvalidation\r\ntest\r\ntraining\r\ntraining")


def picture(mode, **options):
    image = Image.new("RGB", (9, 7))
    image.putdata([(x * 20, y * 30, x * y) for y in range(7) for x in range(9)])
    file = io.BytesIO()
    image.convert(mode).save(file, **options)
    return file.getvalue()


for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
    write("png", mode, picture(mode, format="PNG"))
for mode in ("L", "RGB", "CMYK"):
    write("jpeg", mode, picture(mode, format="JPEG", quality=40))
write("jpeg", "progressive", picture("RGB", format="JPEG", quality=40, progressive=True))
write("jpeg", "subsampling444", picture("RGB", format="JPEG", quality=40, subsampling=0))

write("network", "numbers", b'{"latency_us": 50, "gigabits_per_second": 1}\n')
write("network", "exponents", b'{"gigabits_per_second":1e-2,"latency_us":0.5}')

VECTORS = os.path.join(FOLDER, "..", "..", "TestSupport", "Vectors")
for name in sorted(os.listdir(VECTORS)):
    if not name.endswith(".json"):
        continue
    with open(os.path.join(VECTORS, name)) as file:
        vectors = json.load(file)
    # The smallest cases say what the form is.
    if isinstance(vectors.get("cases"), list):
        vectors["cases"] = sorted(vectors["cases"], key=lambda case: len(json.dumps(case)))[:2]
    text = json.dumps(vectors).encode()
    if len(text) < 10000:
        write("vectors", name, text)
