"""Puts each bug of this folder into a copy of Croton, and says how fast compiler-fuzzer finds it.

Without a bug, compiler-fuzzer has to find nothing in the same time.

    python3 Tests/InjectedBugs/find_bugs.py FOLDER [--seconds 60] [--only NAME ...]

FOLDER is where the copy is made and built; one that is there is used again. The result is a table
in Markdown. The exit status is 1 where a bug was not found.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def run(command, folder, limit=None):
    return subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=limit, check=False)


def prepare(folder):
    """The copy, as the last commit is."""
    if not folder.exists():
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "fetch", "--quiet", str(ROOT), "HEAD"], cwd=folder, check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard", "FETCH_HEAD"], cwd=folder, check=True)


def build(folder):
    made = run(["swift", "build", "--product", "compiler-fuzzer"], folder)
    if made.returncode != 0:
        sys.exit(made.stdout)


def search(folder, seconds, seed):
    """What finds the bug, or None; the seconds that it took."""
    start = time.monotonic()
    fuzzer = folder / ".build/debug/compiler-fuzzer"
    try:
        found = run(
            [fuzzer, "--seed", str(seed), "--count", "1000000", "--seconds", str(seconds),
             "--as-found"], folder, limit=seconds + 60)
    except subprocess.TimeoutExpired:
        return "no end", time.monotonic() - start
    check = re.search(r"^seed \d+, ([a-z ]+):", found.stdout, re.MULTILINE)
    seconds = time.monotonic() - start
    if found.returncode == 0:
        return None, seconds
    if check:
        return check.group(1), seconds
    if found.returncode < 0:
        return "crash", seconds
    sys.exit(found.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", type=lambda path: pathlib.Path(path).resolve(),
        help="where the copy of Croton is made")
    parser.add_argument("--seconds", type=int, default=60, help="the time to find a bug in")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first program")
    parser.add_argument("--only", nargs="*", help="the names of the bugs to try, all otherwise")
    options = parser.parse_args()
    prepare(options.folder)
    build(options.folder)
    found, _ = search(options.folder, options.seconds, options.seed)
    if found:
        sys.exit(f"compiler-fuzzer fails without a bug: {found}")
    print("| bug | file | found by | seconds |\n|---|---|---|---|")
    missed = 0
    for patch in sorted(HERE.glob("*.patch")):
        if options.only and patch.stem not in options.only:
            continue
        subprocess.run(["git", "apply", str(patch)], cwd=options.folder, check=True)
        build(options.folder)
        check, seconds = search(options.folder, options.seconds, options.seed)
        subprocess.run(["git", "checkout", "--quiet", "."], cwd=options.folder, check=True)
        missed += check is None
        file = re.search(r"^\+\+\+ b/(.*)$", patch.read_text(), re.MULTILINE).group(1)
        print(f"| `{patch.stem}` | {file} | {check or '**not found**'} | {seconds:.1f} |", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
