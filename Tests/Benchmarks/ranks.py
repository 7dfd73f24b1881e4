"""Processes that share minibatches beside one process of as many threads, on one machine, or across
a network of 1 Gbit/s between two namespaces (as root).

    python3 Tests/Benchmarks/ranks.py [--mpi openmpi|mpich] [--network] [--steps 200] [MODEL]
"""

import argparse, os, re, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
sizes_of_types = {"float": 4, "double": 8, "int32": 4, "int64": 8, "uint8": 1, "bool": 1}


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, **options).stdout


def program(croton, model, folder, compiler, rank=None, ranks=None):
    """Compiles the training function of a rank, or of one process, with the driver."""
    os.makedirs(folder)
    run(croton, "generate", model, "--output", folder)
    of = [] if rank is None else ["--ranks", str(ranks), "--rank", str(rank)]
    with open(f"{folder}/train.c", "w") as file:
        file.write(run(croton, "explain", model, *of, "--stage", "c"))
    header = f"{root}/Tests/ExecutionTests/Golden/croton_mpi.h"
    with open(f"{folder}/croton_mpi.h", "w") as file:
        file.write(open(header).read())
    schedule = run(croton, "explain", model, *of, "--stage", "schedule")
    types = {"shared": [], "output": []}
    for role, name, shape in re.findall(r"^(shared|output) \d+: (\w+)\((.*)\)$", schedule, re.M):
        count = 1
        for extent in filter(None, shape.replace(" ", "").split(",")):
            count *= int(extent)
        types[role].append((name, count))
    with open(f"{folder}/sizes.h", "w") as file:
        for role, values in types.items():
            sizes = ", ".join(str(sizes_of_types[name] * count) for name, count in values)
            file.write(f"static const size_t {role}_sizes[] = {{{sizes}}};\n")
        counts = ", ".join(str(count) for _, count in types["shared"])
        letters = ", ".join(f"'{name[0]}'" for name, _ in types["shared"])
        file.write(f"static const size_t shared_counts[] = {{{counts}}};\n")
        file.write(f"static const char shared_types[] = {{{letters}}};\n")
    path = f"{folder}/program"
    run(compiler, "-std=gnu11", "-O3", "-march=native", "-ffp-contract=off", "-fopenmp", "-w",
        f"-I{folder}", f"{here}/ranks.c", "-lm", "-o", path)
    return path


class Network:
    """Two namespaces with a link of 1 Gbit/s. Its delay is the kernel's own: not all have netem."""

    hosts = ["10.77.0.1", "10.77.0.2"]
    names = ["croton0", "croton1"]

    def __init__(self, folder):
        self.agent = f"{folder}/agent"
        with open(self.agent, "w") as file:
            file.write("#!/bin/sh\n# Runs a command on a host, as ssh does.\n"
                       "while [ \"${1#-}\" != \"$1\" ]; do shift; done\n"
                       "host=$1; shift\n"
                       "[ $host = 10.77.0.1 ] && name=croton0 || name=croton1\n"
                       "exec ip netns exec $name sh -c \"$*\"\n")
        os.chmod(self.agent, 0o755)

    def __enter__(self):
        for name in self.names:
            run("ip", "netns", "add", name)
        run("ip", "link", "add", "veth0", "netns", "croton0", "type", "veth", "peer", "name",
            "veth1", "netns", "croton1")
        for number, (name, host) in enumerate(zip(self.names, self.hosts)):
            inside = ("ip", "netns", "exec", name)
            run(*inside, "ip", "addr", "add", f"{host}/24", "dev", f"veth{number}")
            run(*inside, "ip", "link", "set", "lo", "up")
            run(*inside, "ip", "link", "set", f"veth{number}", "up")
            run(*inside, "tc", "qdisc", "add", "dev", f"veth{number}", "root", "tbf", "rate",
                "1gbit", "burst", "64kb", "latency", "50ms")
        return self

    def __exit__(self, *_):
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name])

    def command(self):
        """Open MPI: MPICH on UCX takes two processes of one kernel for neighbours, whatever lies between."""
        inside = ["ip", "netns", "exec", self.names[0]]
        return inside + ["mpirun.openmpi", "--allow-run-as-root", "--mca", "plm_rsh_agent",
                         self.agent, "--mca", "btl", "tcp,self", "--mca", "pml", "ob1",
                         "--mca", "btl_tcp_if_include", "10.77.0.0/24",
                         "--mca", "oob_tcp_if_include", "10.77.0.0/24", "--bind-to", "none"]


def measure(arguments, folder, programs, network=None):
    if network:
        command = network.command()
    else:
        command = [f"mpirun.{arguments.mpi}"]
        if arguments.mpi == "openmpi":
            command += ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"]
    for number, path in enumerate(programs):
        host = ["-host", Network.hosts[number]] if network else []
        command += ([":"] if number else []) + ["-n", "1"] + host
        command += [path, str(arguments.steps), "1"]
    return run(*command, env={**os.environ, "OMP_NUM_THREADS": "1"}).strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", nargs="?", default="lenet5")
    parser.add_argument("--mpi", default="openmpi", choices=["openmpi", "mpich"])
    parser.add_argument("--network", action="store_true")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--croton", default=f"{root}/.build/debug/croton")
    arguments = parser.parse_args()
    if arguments.network and arguments.mpi != "openmpi":
        parser.error("--network is measured with Open MPI")
    with tempfile.TemporaryDirectory() as folder:
        compiler = f"mpicc.{arguments.mpi}"
        one = program(arguments.croton, arguments.model, f"{folder}/one", "gcc")
        programs = [
            program(arguments.croton, arguments.model, f"{folder}/rank{rank}", compiler, rank, 2)
            for rank in range(2)
        ]
        for _ in range(arguments.rounds):
            print("one process, 2 threads:", run(one, str(arguments.steps), "2").strip())
            print("2 ranks of 1 thread:   ", measure(arguments, folder, programs))
            if arguments.network:
                with Network(folder) as network:
                    print("across the network:    ",
                          measure(arguments, folder, programs, network))
            sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stdout}{error.stderr}")
