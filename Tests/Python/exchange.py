"""Reads what Croton exports with NumPy and safetensors, and writes what it is to import.

Usage: exchange.py FOLDER, which has weights.npz and weights.safetensors. Prints the arrays as JSON.
"""

import json
import pathlib
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file

folder = pathlib.Path(sys.argv[1])
arrays = dict(numpy.load(folder / "weights.npz"))
with safe_open(folder / "weights.safetensors", framework="numpy") as file:
    names = list(file.keys())
    for name, array in arrays.items():
        tensor = file.get_tensor(name)
        assert (tensor.shape, tensor.dtype) == (array.shape, array.dtype), name
        assert tensor.tobytes() == array.tobytes(), name
    optimizer = [name for name in names if name.startswith("optimizer.")]
    model = file.metadata()["model"]

numpy.savez(folder / "double.npz", **{k: v.astype("float64") for k, v in arrays.items()})
numpy.savez_compressed(folder / "columns.npz", **{k: numpy.asfortranarray(v) for k, v in arrays.items()})
save_file(arrays, folder / "plain.safetensors")
name = next(iter(arrays))
numpy.savez(folder / "missing.npz", **{k: v for k, v in arrays.items() if k != name})
numpy.savez(folder / "more.npz", another=arrays[name], **arrays)
numpy.savez(folder / "shape.npz", **{k: v[..., :1] for k, v in arrays.items()})
numpy.savez(folder / "integers.npz", **{k: v.astype("int32") for k, v in arrays.items()})
save_file({k: v.astype("int32") for k, v in arrays.items()}, folder / "integers.safetensors")
broken = {k: v.copy() for k, v in arrays.items()}
broken[name].flat[1] = numpy.nan
numpy.savez(folder / "nan.npz", **broken)
wide = {k: v.astype("float64") for k, v in arrays.items()}
wide[name].flat[2] = 3.5e38
save_file(wide, folder / "large.safetensors")
wide[name].flat[1] = -1e300
numpy.savez(folder / "large.npz", **{k: numpy.asfortranarray(v) for k, v in wide.items()})
wide[name].flat[1] = -numpy.inf
numpy.savez(folder / "infinite.npz", **wide)

print(
    json.dumps(
        {
            "model": model,
            "optimizer": optimizer,
            "arrays": {k: [list(v.shape), str(v.dtype), float(v.flat[0])] for k, v in arrays.items()},
        }
    )
)
