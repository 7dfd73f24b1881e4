#!/bin/sh
# network.sh CROTON [RATE [DELAY [EPOCHS]]]: trains LeNet with two processes of one thread on two hosts, which are network namespaces
# of this machine, and with two that share memory. The cable between the hosts (cable.c) has RATE bit/s (1e9 unless given) and
# delays each packet by DELAY seconds (0.0002). Needs root, iproute2, a C compiler and Open MPI: MPICH takes processes of one kernel
# for neighbours, whatever lies between them.
set -eu
croton=$(realpath "$1")
rate=${2:-1e9}
delay=${3:-0.0002}
epochs=${4:-2}
source=$(realpath "$(dirname "$0")/cable.c")
folder=$(mktemp -d)
cleanup() {
  kill "$cable" 2>/dev/null || true
  ip netns delete croton0 2>/dev/null || true
  ip netns delete croton1 2>/dev/null || true
  rm -rf "$folder"
}
cable=
trap cleanup EXIT
cd "$folder"
for host in 0 1; do ip netns add croton$host; done
cc -O2 -o cable "$source" -lm
./cable "$rate" "$delay" tap0 croton0 tap1 croton1 >connected &
cable=$!
until [ -s connected ]; do
  kill -0 $cable
  sleep 0.1
done
for host in 0 1; do
  inside="ip netns exec croton$host"
  $inside ip addr add 10.77.0.$((host + 1))/24 dev tap$host
  $inside ip link set lo up
  $inside ip link set tap$host up
done
# In place of ssh: runs a command on the host of an address.
cat >agent <<'AGENT'
#!/bin/sh
host=$1
shift
[ "$host" = 10.77.0.1 ] && name=croton0 || name=croton1
exec ip netns exec $name sh -c "$*"
AGENT
chmod +x agent
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 MPICC=mpicc.openmpi
echo "$rate bit/s, $delay s each way"
train() {
  name=$1
  shift
  "$@" train lenet5 --distributed --threads 1 --epochs "$epochs" --bucket-bytes "$bytes" --run "$name" >out 2>err || {
    cat err >&2
    exit 1
  }
  step=$(grep -o '"train_ms_per_step":[0-9.]*' "$name/log.jsonl" | cut -d: -f2)
  echo "$name: $step ms a step; $(grep -o 'process 0 sent.*' err)"
}
for bytes in 4000000 1048576 131072; do
  train "memory-$bytes" mpirun.openmpi -n 2 "$croton"
  train "network-$bytes" ip netns exec croton0 mpirun.openmpi --mca plm_rsh_agent "$folder/agent" --mca btl tcp,self --mca pml ob1 \
    --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 --bind-to none -host 10.77.0.1,10.77.0.2 -n 2 "$croton"
  cmp "memory-$bytes/last.safetensors" "network-$bytes/last.safetensors"
done
