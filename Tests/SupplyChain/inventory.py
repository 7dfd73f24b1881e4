"""What Croton depends on, as the files say that make it: Package.swift, Package.resolved, the Makefile, the lists for pip, and the README."""

import json
import re
import sys
from pathlib import Path

# The repository, or the copy of its files that the program was given.
ROOT = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parents[2]


def swift_packages():
    """The packages of Package.swift, by name."""
    text = (ROOT / "Package.swift").read_text()
    return {url.rstrip("/").removesuffix(".git").rsplit("/", 1)[1] for url in re.findall(r'\.package\(\s*url: "([^"]+)"', text)}


def resolved():
    """The versions of all packages that a build takes, also those that packages need themselves."""
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    return {pin["identity"]: (pin["location"], pin["state"]["version"]) for pin in pins}


def system_libraries():
    """Debian's packages of the libraries that Package.swift links."""
    text = (ROOT / "Package.swift").read_text()
    found = set()
    for target in re.findall(r"\.systemLibrary\((.*?)\]\)\]?\)", text, re.DOTALL):
        found.update(re.findall(r'\.apt\(\["([^"]+)"', target + '"])'))
    return found


def tools():
    """Debian's packages that the Makefile installs."""
    text = (ROOT / "Makefile").read_text()
    found = set(re.findall(r'missing="\$\$missing ([a-z][^"$]*)"', text))
    names = {name for group in found for name in group.split()}
    for value in re.findall(r"(?:TOOLS|FILES) = ((?:.*\\\n)*.*)", text):
        for word in value.replace("\\\n", " ").split():
            names.update(word.split("=")[-1].split(","))
    names.update(re.findall(r"PYTHON_PACKAGES = (\S+)", text))
    return names


def python_packages():
    """The packages of Python that the tests install, with their versions."""
    lines = (ROOT / "Tests/Python/requirements.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def reasons():
    """The README's reasons, by the library that a row begins with."""
    text = (ROOT / "README.md").read_text()
    section = text.split("## What it depends on, and why")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return {re.sub(r"\[(.+?)\]\(.+?\)", r"\1", name): reason for name, reason in rows}


def version():
    text = (ROOT / "Sources/Training/Runs/CrotonVersion.swift").read_text()
    return re.search(r'"Croton ([^"]+)"', text)[1]
