#!/bin/bash
# An epoch of LeNet on 1,000 images of MNIST in batches of 100, by the process of `croton train` and by C that stands alone, for every
# target and with every compiler that is here: a line each, with the SHA-256 of the parameters. It fails where they are not equal. (A microcontroller has
# no room for this network: a test compares the costs of a smaller one.)
#
#     Tests/Benchmarks/hashes.sh .build/debug/croton MNIST
#
# MNIST is a folder with the four files of MNIST as IDX, gzipped or not.
set -euo pipefail
croton=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
digits=$work/digits
options="--batch-size 100 --data $digits"

# 1,000 images to train with, and 100 each for validation and test.
python3 - "$2" "$digits" <<'PYTHON'
import gzip, struct, sys
from pathlib import Path
source, target = map(Path, sys.argv[1:])
target.mkdir()
for name, count in [("train", 1100), ("t10k", 100)]:
    for kind, axes in [("images-idx3-ubyte", 3), ("labels-idx1-ubyte", 1)]:
        plain, packed = source / f"{name}-{kind}", source / f"{name}-{kind}.gz"
        data = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
        extents = struct.unpack(f">{axes}i", data[4:4 + 4 * axes])
        size = 784 if axes == 3 else 1
        start = 4 + 4 * axes
        header = data[:4] + struct.pack(f">{axes}i", count, *extents[1:])
        (target / f"{name}-{kind}").write_bytes(header + data[start:start + count * size])
PYTHON

hash() { grep -oE "[0-9a-f]{64}" | tail -1 || true; }

# A line of the table, whose hash has to be that of the first.
first=""
row() {
  echo "$1: ${2:-no hash}"
  : "${first:=$2}"
  [ -n "$2" ] && [ "$2" = "$first" ] || { echo "error: expected ${first:-a hash}"; exit 1; }
}

for threads in 1 2 3; do
  row "croton train, $threads threads" "$("$croton" train lenet5 $options --epochs 1 --threads $threads --hash --quiet 2>&1 | hash)"
done

# The folder of a target; further options follow.
generate() {
  target=$1
  shift
  rm -rf "$work/c" && "$croton" generate lenet5 --standalone "$work/c" --target "$target" $options "$@" >/dev/null
}

# What a compiler makes of the folder: the compiler, its flags, and what runs the program.
try() {
  local compiler=$1 flags=$2 runner=${3:-} link=${4:-}
  command -v "${compiler%% *}" >/dev/null || { echo "$target, $compiler: not here"; return; }
  make -s -C "$work/c" clean
  local program=./train file=train
  [ "$target" != wasm32 ] || { program=train; file=train.wasm; }
  make -s -C "$work/c" CC="$compiler" CFLAGS="$flags" LDFLAGS="$link" $file >/dev/null 2>&1
  row "$target, $compiler $flags" "$(cd "$work/c" && $runner $program --data "$digits" --epochs 1 --hash 2>&1 | hash)"
}

for bytes in 16 32 64; do
  generate host --vector-bytes $bytes
  target="host, vectors of $bytes bytes"
  for compiler in gcc clang; do for level in -O1 -O2 -O3; do try $compiler $level; done; done
done
generate portable
for flags in -O2 -O3 "-O3 -march=native"; do try gcc "$flags"; done
try clang -O2
try tcc -O2
for level in v2 v3 v4; do
  generate x86-64-$level
  case $level in v2) feature=sse4_2 ;; v3) feature=avx2 ;; v4) feature=avx512vl ;; esac
  if grep -qw $feature /proc/cpuinfo; then try gcc -O3; try clang -O3; else echo "$target: not this processor's"; fi
done
generate aarch64
try aarch64-linux-gnu-gcc -O3 qemu-aarch64 -static
generate riscv64
try riscv64-linux-gnu-gcc -O3 qemu-riscv64 -static
generate wasm32
try clang-14 -O3 "node --no-warnings run.mjs"
