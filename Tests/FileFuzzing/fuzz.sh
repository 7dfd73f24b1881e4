#!/bin/bash
# Reads as many hostile files with each reader: fuzz.sh RUNS [READER...]
#
# libFuzzer mutates the seeds, and keeps in .build/fuzz/corpus what reaches new code. It stops at a reader's first finding:
# a trap, memory that is read out of its bounds or exceeds the reader's bound, or ten seconds for one file. The file is then in
# .build/fuzz/findings; it belongs into Failures, where the tests read it.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=$1
shift
folder=.build/fuzz
mkdir -p $folder/corpus $folder/findings $folder/logs $folder/temporary
folder=$(cd $folder && pwd)
# The first of Swift's options counts, so both sanitizers are in one.
swift build -c release --scratch-path $folder --product file-fuzzer -Xswiftc -DFUZZING \
  -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address
swift build --product croton
rm -rf $folder/standalone
.build/debug/croton generate softmax --standalone $folder/standalone --batch-size 2 --target portable \
  --data Tests/FileFuzzing/Standalone/Digits
(
  cd $folder/standalone
  rm -f train.c predict.c example.c
  "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -std=gnu99 -g -O1 -ffp-contract=off -I. \
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -DFUZZING \
    -o ../standalone-fuzzer ../../../Tests/FileFuzzing/Standalone/fuzzer.c *.c -lm
)
# Swift's own report of a crash would come before libFuzzer's, and takes minutes.
export SWIFT_BACKTRACE=enable=no TMPDIR=$folder/temporary
# Where memory was asked for is not kept, which takes a third of the time.
export ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=8
for reader in "${@:-$(ls Tests/FileFuzzing/Seeds)}"; do readers+=($reader); done
failed=""
for reader in "${readers[@]}"; do
  program="$folder/release/file-fuzzer $reader -close_fd_mask=1"
  # Readers in C say on the standard error why they refuse a file.
  [[ $reader == standalone-* ]] && program="$folder/standalone-fuzzer $reader -close_fd_mask=3"
  mkdir -p $folder/corpus/$reader
  inputs=($folder/corpus/$reader Tests/FileFuzzing/Seeds/$reader)
  [ ! -e Tests/FileFuzzing/Failures/$reader ] || inputs+=(Tests/FileFuzzing/Failures/$reader)
  $program -runs=$runs -max_len=8192 -timeout=10 -rss_limit_mb=4096 \
    -artifact_prefix=$folder/findings/$reader- "${inputs[@]}" >& $folder/logs/$reader || failed+=" $reader"
  echo "$reader: $(grep -aE '^(Done|SUMMARY)' $folder/logs/$reader | tail -n 1)"
done
rm -rf $folder/temporary
[ -z "$failed" ] || { echo "Findings of$failed are in $folder/findings"; exit 1; }
