"""The components of Croton, with their licences and where these are written.

The reason for a component of the product is in the README, in the row that `readme` names; test tools, which the README does not
list, have theirs here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    name: str
    # How Croton needs it: linked (into every program), optional (at run time), runtime, data, or test.
    use: str
    # The SPDX expression, and words of the licence file, which is looked at where the component is installed.
    licence: str
    words: str
    # Where it comes from: a package of Swift, Debian or PyPI, or a file of the repository.
    swift: str = ""
    debian: str = ""
    pypi: str = ""
    path: str = ""
    # The development package that `Package.swift` names, of the one that is linked; further packages of a tool.
    development: str = ""
    also: tuple[str, ...] = ()
    # The first cell of its row in the README, or the reason itself.
    readme: str = ""
    reason: str = ""


GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"
GCC_WORDS = "Runtime Library Exception"
LLVM = "Apache-2.0 WITH LLVM-exception"
LLVM_WORDS = "LLVM Exception"

COMPONENTS = [
    Component("swift-argument-parser", "linked", "Apache-2.0", "Apache License", swift="swift-argument-parser",
              readme="swift-argument-parser"),
    Component("swift-protobuf", "linked", "Apache-2.0", "Apache License", swift="swift-protobuf", readme="swift-protobuf"),
    Component("swift-mustache", "linked", "Apache-2.0", "Apache License", swift="swift-mustache", readme="swift-mustache"),
    Component("libcrypto", "linked", "Apache-2.0", "Apache License 2.0", debian="libssl3", development="libssl-dev",
              readme="libcrypto"),
    Component("zlib", "linked", "Zlib", "License: Zlib", debian="zlib1g", development="zlib1g-dev", readme="zlib"),
    Component("libcsv", "linked", "LGPL-2.1-or-later", "License: LGPL-2.1+", debian="libcsv3", development="libcsv-dev",
              readme="libcsv"),
    Component("libzip", "linked", "BSD-3-Clause", "The names of the authors may not be used to endorse", debian="libzip4",
              development="libzip-dev", readme="libzip"),
    Component("libpng", "linked", "libpng-2.0", "License: libpng", debian="libpng16-16", development="libpng-dev",
              readme="libpng"),
    Component("ISA-L", "linked", "BSD-3-Clause", "License: BSD-3-clause", debian="libisal2", development="libisal-dev",
              readme="ISA-L"),
    Component("libjpeg-turbo", "linked", "IJG AND BSD-3-Clause AND Zlib", "you've used the IJG code", debian="libturbojpeg0",
              development="libturbojpeg0-dev", readme="libjpeg-turbo"),
    Component("Swift runtime and Foundation", "linked", "Apache-2.0 WITH Swift-exception", "Runtime Library Exception",
              path="swift", readme="Foundation"),
    Component("GNU C library", "linked", "LGPL-2.1-or-later", "Lesser General Public", debian="libc6",
              reason="the system's calls, for programs and for the functions that they compile"),
    Component("GCC", "runtime", GCC, GCC_WORDS, debian="gcc-12", also=("gcc", "libc6-dev"),
              reason="the C compiler that functions are compiled with; Clang does as well"),
    Component("OpenMP of GCC", "runtime", GCC, GCC_WORDS, debian="libgomp1", readme="OpenMP"),
    Component("OpenBLAS", "optional", "BSD-3-Clause", "License: BSD-3-clause", debian="libopenblas0-pthread",
              also=("libopenblas-dev",), readme="OpenBLAS"),
    Component("Open MPI", "optional", "BSD-3-Clause-Open-MPI", "Redistribution and use in source and binary forms",
              debian="openmpi-bin", also=("openmpi-bin", "libopenmpi-dev"), readme="Open MPI or MPICH"),
    Component("MPICH", "optional", "mpich2", "Permission is hereby granted to use, reproduce", debian="mpich",
              also=("mpich", "libmpich-dev"), readme="Open MPI or MPICH"),
    Component("MNIST", "data", "CC-BY-SA-3.0", "Attribution-ShareAlike 3.0", path="Sources/EmbeddedMNIST/data/ORIGIN.md",
              reason="the digits inside the program, which models train on where no data is named"),

    Component("numpy", "test", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
              "License-Expression: BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", pypi="numpy", reason="arrays that Croton reads and writes are compared with its own"),
    Component("safetensors", "test", "Apache-2.0", "Apache Software License", pypi="safetensors", reason="checkpoints are read and written by it"),
    Component("tensorboard", "test", "Apache-2.0", "License: Apache 2.0", pypi="tensorboard", reason="event files are read by it"),
    Component("spdx-tools", "test", "Apache-2.0", "Apache-2.0", pypi="spdx-tools", reason="writes and validates this document"),
    Component("clang-format", "test", LLVM, LLVM_WORDS, debian="clang-format-14", also=("clang-format",),
              reason="the style of the generated C"),
    Component("Chromium", "test", "BSD-3-Clause", "License: BSD-3-clause", debian="chromium", also=("chromium",),
              reason="opens the page of a report"),
    Component("g++", "test", GCC, "GNU General Public", debian="g++", also=("g++",), reason="C that stands alone is used from C++"),
    Component("gfortran", "test", GCC, "GNU General Public", debian="gfortran", also=("gfortran",),
              reason="C that stands alone is used from Fortran"),
    Component("CMake", "test", "BSD-3-Clause", "License: BSD-3-clause", debian="cmake", also=("cmake",),
              reason="builds C that stands alone"),
    Component("tcc", "test", "LGPL-2.1-or-later", "License: LGPL-2.1+", debian="tcc", also=("tcc",),
              reason="compiles portable C, as one more compiler"),
    Component("QEMU", "test", "GPL-2.0-only", "GNU General Public License version 2", debian="qemu-user",
              also=("qemu-user", "qemu-system-arm"), reason="runs C for other processors"),
    Component("GCC for ARM of 64 bits", "test", GCC, "GNU General Public", debian="gcc-aarch64-linux-gnu",
              also=("gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"), reason="compiles C for it"),
    Component("GCC for RISC-V", "test", GCC, "GNU General Public", debian="gcc-riscv64-linux-gnu",
              also=("gcc-riscv64-linux-gnu", "libc6-dev-riscv64-cross"), reason="compiles C for it"),
    Component("GCC for microcontrollers", "test", GCC, "General Public License", debian="gcc-arm-none-eabi", also=("gcc-arm-none-eabi",),
              reason="compiles C for them"),
    Component("newlib", "test", "BSD-3-Clause", "BSD", debian="libnewlib-arm-none-eabi", also=("libnewlib-arm-none-eabi",),
              reason="the C library of microcontrollers"),
    Component("Clang for WebAssembly", "test", LLVM, LLVM_WORDS, debian="clang-14",
              also=("clang-14", "lld-14", "libclang-rt-14-dev-wasm32"), reason="compiles C for WebAssembly"),
    Component("LLVM's OpenMP", "test", LLVM, LLVM_WORDS, debian="libomp-14-dev", also=("libomp-14-dev", "libclang-rt-14-dev"),
              reason="the threads of generated C under ThreadSanitizer, to which it reports what they wait for"),
    Component("cppcheck", "test", "GPL-3.0-or-later", "License: GPL-3+", debian="cppcheck", also=("cppcheck",),
              reason="analyses the generated C"),
    Component("wasi-libc", "test", "CC0-1.0 AND BSD-2-Clause AND Apache-2.0 AND MIT", "License: CC0-1.0", debian="wasi-libc", also=("wasi-libc",),
              reason="the C library of WebAssembly"),
    Component("Node.js", "test", "MIT", "MIT License", debian="nodejs", also=("nodejs",), reason="runs WebAssembly"),
    Component("Python", "test", "PSF-2.0", "PYTHON SOFTWARE FOUNDATION LICENSE", debian="python3.11", also=("python3-venv",),
              reason="runs the libraries that Croton is compared with"),
]
