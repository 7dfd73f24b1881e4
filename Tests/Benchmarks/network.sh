#!/bin/sh
# network.sh CROTON [RATE [STEPS]]: trains LeNet with two processes of one thread on two hosts, which are network namespaces of this
# machine with a cable of the given rate between them (1gbit unless given), and with two that share memory. Needs root, iproute2
# and Open MPI: MPICH takes processes of one kernel for neighbours, whatever lies between them. Where the kernel has netem, the
# cable has a delay of 0.1 ms each way.
set -eu
croton=$(realpath "$1")
rate=${2:-1gbit}
epochs=${3:-2}
folder=$(mktemp -d)
cleanup() {
  ip netns delete croton0 2>/dev/null || true
  ip netns delete croton1 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
for host in 0 1; do ip netns add croton$host; done
ip link add veth0 netns croton0 type veth peer name veth1 netns croton1
delay=none
for host in 0 1; do
  inside="ip netns exec croton$host"
  $inside ip addr add 10.77.0.$((host + 1))/24 dev veth$host
  $inside ip link set lo up
  $inside ip link set veth$host up
  $inside tc qdisc add dev veth$host root handle 1: tbf rate "$rate" burst 64kb latency 50ms
  if $inside tc qdisc add dev veth$host parent 1:1 handle 10: netem delay 0.1ms 2>/dev/null; then delay="0.1 ms each way"; fi
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
echo "rate $rate, delay $delay"
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
