#!/bin/sh
# distributed.sh CROTON [MPIRUN [DATA]]: trains for an epoch with 1, 2 and 4 processes of 1 and 2 threads, and fails where
# parameters differ from those of one process: LeNet (batch 500), the perceptron, and a network with dropout and shuffling.
# Prints the SHA-256 of the parameters, the time of a training step, and what processes say of their messages.
# --oversubscribe lets Open MPI start more processes than there are cores.
set -eu
croton=$(realpath "$1")
mpirun=${2:-mpirun}
data=${3:+--data $(realpath "$3")}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0
for model in lenet5 mlp fast-mnist; do
  "$croton" train $model $data --epochs 1 --threads 2 --hash --run one >one.out 2>one.err
  expected=$(grep -o 'SHA-256 .*' one.out)
  step=$(grep -o '"train_ms_per_step":[0-9.]*' one/log.jsonl | cut -d: -f2)
  echo "$model, one process, 2 threads: $step ms a step, $expected"
  for ranks in 1 2 4; do
    for threads in 1 2; do
      run=$model-$ranks-$threads
      $mpirun -n $ranks "$croton" train $model $data --epochs 1 --threads $threads --hash --distributed --run $run >out 2>err || {
        cat err >&2
        exit 1
      }
      found=$(grep -o 'SHA-256 .*' out)
      step=$(grep -o '"train_ms_per_step":[0-9.]*' $run/log.jsonl | cut -d: -f2)
      same=same
      cmp -s one/last.safetensors $run/last.safetensors && [ "$found" = "$expected" ] || { same=DIFFERENT; failed=1; }
      echo "$model, $ranks processes, $threads threads: $step ms a step, $same; $(grep -o 'process 0 sent.*' err || true)"
    done
  done
  rm -rf one
done
exit $failed
