# `make train` trains LeNet on MNIST, `make test` runs every test. Both install what is missing.

# Arguments for `croton train lenet5`, as in `make train ARGS="--epochs 10"`, or for the benchmark, as in
# `make bench ARGS="lenet --rounds 5"`.
ARGS ?=
# The Python environment that the peers of `make bench` are installed in.
PEERS ?= .build/peers
# The Python environment of the tests that compare Croton with Python's libraries.
PYTHON = .build/python

.PHONY: train test bench soak fuzz fuzz-compiler injected-bugs thread-sanitizer record python setup generated docs format lint sbom

# Built without optimisation, as the tests are: a training step is C, and the optimised program, whose
# build takes three times as long, starts a second earlier and is no faster after that.
train: setup
	swift build --product croton
	.build/debug/croton train lenet5 $(ARGS)

# Every test. What failed is said once more at the end, as thousands of lines come after it.
test: setup python
	swift build --build-tests
	bash -o pipefail -c 'swift test --skip-build 2>&1 | tee .build/tests.log' \
	  || { grep -E "✘|error:" .build/tests.log | tail -n 50; false; }

# Croton and its peers in turn, on this machine.
bench: setup
	swift build -c release --product croton
	test -x $(PEERS)/bin/python || python3 -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --requirement Tests/Benchmarks/requirements.txt
	$(PEERS)/bin/python Tests/Benchmarks/benchmark.py $(ARGS)

# Every float through the mathematical functions, everything of which `make test` tries a sample, the lines that errors name in an optimised
# program, and the whole headline job: 200 epochs, or until the early stop. Built with optimisation, in which most of this takes a fraction of the time.
SOAK = -c release -Xswiftc -enable-testing --scratch-path .build/soak
soak: setup python
	swift build $(SOAK) --build-tests
	CROTON_SOAK=1 swift test $(SOAK) --skip-build \
	  --filter "BenchmarkNetworkTests|FileFuzzingTests|FrontendTests|ExplanationTests|OptionTests|MathAccuracyTests|SharedVectorsTests|LearningCurveTests|HugeShapeTests|LanguageFuzzTests|LayerFuzzTests|OptimizerFuzzTests|LargeGraphTests|WideShapeTests|ModelGradientCheckTests|ExecutionTests|RegisterWidthTests|UserPackageTests|CacheStateTests|^FaultTests|CompilerFuzzTests|SanitizerTests|StaticAnalysisTests"
	.build/soak/release/croton train lenet5 --run .build/runs/lenet5-$$(date +%Y%m%d-%H%M%S)
	$(MAKE) fuzz fuzz-compiler thread-sanitizer injected-bugs

# Random programs, compiled in random ways, beside the interpreter.
PROGRAMS ?= 100000
fuzz-compiler: setup
	swift build -c release --product compiler-fuzzer
	.build/release/compiler-fuzzer --count $(PROGRAMS)

# Known bugs, put into a copy of Croton one at a time: compiler-fuzzer has to find each within a minute.
injected-bugs: setup
	python3 Tests/InjectedBugs/find_bugs.py .build/injected-bugs

# RUNS hostile files for each reader, mutated by libFuzzer. What fails is in .build/fuzz/findings.
RUNS ?= 1000000
fuzz: setup
	Tests/FileFuzzing/fuzz.sh $(RUNS) $(READERS)

# Tests of concurrency, with ThreadSanitizer in the Swift code.
thread-sanitizer: setup
	swift build --build-tests --sanitize thread --scratch-path .build/thread
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/ThreadSanitizer/suppressions.txt \
	  swift test --skip-build --sanitize thread --scratch-path .build/thread \
	  --filter "CrotonTests.(Call|Concurrency|FunctionCopy|KernelCheck|LoadedMinibatch|ResumedTrainer|Trainer|Tuning)Tests|^TrainingTests[.]|ImageFolderTests|SystemThreadsTests|KernelCompilerTests|CacheSafetyTests|CacheRemovalTests|SweepTests|SweepPageTests|ConformanceTests"

python: $(PYTHON)/installed

$(PYTHON)/installed: Tests/Python/requirements.txt | setup
	python3 -m venv $(PYTHON)
	$(PYTHON)/bin/python -m pip install --quiet --requirement Tests/Python/requirements.txt
	touch $@

# The bill of materials: what Croton depends on, the versions that this machine has, licences, and why each is there (SPDX 2.3).
sbom: python
	swift package resolve
	$(PYTHON)/bin/python Tests/SupplyChain/sbom.py .build/sbom.spdx.json

# MNIST to 99 % of the test set, and SimpleChains.jl's pair: times with the accuracy beside them, and pages about the runs. Compiled
# functions are in the cache.
record: setup
	swift build -c release --product croton
	python3 Tests/Benchmarks/record.py .build/runs/record-$$(date +%Y%m%d-%H%M%S)

# The folder of C in Generated/, for any processor.
generated: setup
	swift build --product croton
	.build/debug/croton generate lenet5 --standalone Generated/lenet5 --target portable

# The pages of the public symbols, in .build/docs; what a comment links to has to be there. The symbols of `Croton` are those of
# the targets that it re-exports, too.
docs: setup
	swift build --target CrotonCommandLine
	rm -rf .build/docs .build/symbol-graphs && mkdir -p .build/symbol-graphs
	@modules="-I .build/debug/Modules"; \
	for map in Sources/*/module.modulemap .build/debug/*.build/module.modulemap; do modules="$$modules -I $${map%/*}"; done; \
	exported=$$(sed -nE 's/^@_exported import (enum |struct )?([A-Za-z]+).*/\2/p' Sources/Croton/Croton.swift | paste -sd, -); \
	extract() { \
	  swift symbolgraph-extract -module-name $$1 $$modules -skip-synthesized-members \
	    -minimum-access-level public -output-dir .build/symbol-graphs -experimental-allowed-reexported-modules=$$2; \
	}; \
	extract Croton $$exported && extract CrotonCommandLine none
	docc convert Sources/Croton/Croton.docc --additional-symbol-graph-dir .build/symbol-graphs \
	  --fallback-display-name Croton --fallback-bundle-identifier croton --warnings-as-errors --output-path .build/docs

# The style of `.swift-format`: `make format` rewrites the Swift files, `make lint` fails where a file has another, or where C in
# Generated/ has another than `.clang-format`'s.
format:
	swift format --in-place --recursive Package.swift Examples Plugins Sources Tests

lint: setup
	swift format lint --strict --recursive Package.swift Examples Plugins Sources Tests
	clang-format --dry-run -Werror Generated/*/*.[ch]

# What the tests need besides, each a program and the packages that it needs where they have other names: a browser looks at the pages of
# `croton report`; C that stands alone is used from C++ and Fortran, built by CMake and by other compilers, and run in emulators of other
# processors; cppcheck reads it.
test soak: TOOLS = clang-format chromium g++ gfortran cmake tcc qemu-x86_64=qemu-user \
  aarch64-linux-gnu-gcc=gcc-aarch64-linux-gnu,libc6-dev-arm64-cross \
  riscv64-linux-gnu-gcc=gcc-riscv64-linux-gnu,libc6-dev-riscv64-cross \
  arm-none-eabi-gcc=gcc-arm-none-eabi,libnewlib-arm-none-eabi qemu-system-arm \
  clang-14=clang-14,lld-14,wasi-libc,libclang-rt-14-dev-wasm32 node=nodejs \
  mpicc.openmpi=libopenmpi-dev,openmpi-bin mpicc.mpich=libmpich-dev,mpich cppcheck
# ThreadSanitizer, and the OpenMP that it can follow.
test soak: FILES = /usr/lib/llvm-14/lib/libarcher.so=clang-14,libclang-rt-14-dev,libomp-14-dev
lint: TOOLS = clang-format
test soak python: PYTHON_PACKAGES = python3-venv

setup:
	@command -v swift >/dev/null || { echo "Swift is missing: install Swift 6.1 or newer, https://www.swift.org/install"; exit 1; }
	@missing=""; \
	if [ "$$(uname)" = Darwin ]; then \
	  xcode-select -p >/dev/null 2>&1 || { echo "A C compiler is missing: xcode-select --install"; exit 1; }; \
	  for tool in $(TOOLS); do command -v $${tool%=*} >/dev/null || echo "$${tool%=*} is missing: brew install $${tool#*=}"; done; \
	  exit 0; \
	fi; \
	command -v "$${CC:-cc}" >/dev/null || missing="$$missing gcc libc6-dev"; \
	for tool in $(TOOLS); do command -v $${tool%=*} >/dev/null || missing="$$missing $$(echo $${tool#*=} | tr , ' ')"; done; \
	for file in $(FILES); do [ -e $${file%=*} ] || missing="$$missing $$(echo $${file#*=} | tr , ' ')"; done; \
	[ -z "$(PYTHON_PACKAGES)" ] || python3 -c "import ensurepip" 2>/dev/null || missing="$$missing $(PYTHON_PACKAGES)"; \
	[ -e /usr/include/cblas.h ] || [ -n "$$(ls /usr/include/*/cblas.h 2>/dev/null)" ] || missing="$$missing libopenblas-dev"; \
	[ -e /usr/include/zlib.h ] || missing="$$missing zlib1g-dev"; \
	[ -e /usr/include/openssl/sha.h ] || missing="$$missing libssl-dev"; \
	[ -e /usr/include/csv.h ] || missing="$$missing libcsv-dev"; \
	[ -e /usr/include/zip.h ] || missing="$$missing libzip-dev"; \
	[ -e /usr/include/isa-l/crc.h ] || missing="$$missing libisal-dev"; \
	[ -e /usr/include/png.h ] || missing="$$missing libpng-dev"; \
	[ -e /usr/include/turbojpeg.h ] || missing="$$missing libturbojpeg0-dev"; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then echo "Install what is missing, then try again:$$missing"; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo=sudo; \
	else echo "Install what is missing, then try again: sudo apt-get install$$missing"; exit 1; fi; \
	echo "Installing$$missing"; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing
