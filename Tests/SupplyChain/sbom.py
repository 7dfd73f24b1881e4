"""Writes Croton's bill of materials as SPDX 2.3, with the versions that this machine has; ends with status 1, and writes nothing,
where a dependency has no entry, an entry no dependency, or a licence file other words.

    sbom.py FILE [REPOSITORY]"""

import hashlib
import subprocess
import sys
from datetime import datetime, timezone
from importlib.metadata import distribution
from pathlib import Path

import inventory
from components import COMPONENTS
from license_expression import get_spdx_licensing
from spdx_tools.spdx.model import (Actor, ActorType, CreationInfo, Document, ExternalPackageRef, ExternalPackageRefCategory,
                                   Package, PackagePurpose, Relationship, RelationshipType, SpdxNoAssertion)
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
from spdx_tools.spdx.writer.write_anything import write_file

REASONS = inventory.reasons()
RESOLVED = inventory.resolved()
PYTHON = inventory.python_packages()


def output(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else ""


def reason(component):
    """Why it is there."""
    if component.reason:
        return component.reason
    matches = [text for name, text in REASONS.items() if name.startswith(component.readme)]
    return matches[0] if len(matches) == 1 else ""


def version(component):
    """The version on this machine; None where it is not installed."""
    if component.swift:
        return RESOLVED[component.swift][1]
    if component.pypi:
        return PYTHON[component.pypi]
    if component.debian:
        return output("dpkg-query", "-W", "-f", "${Version}", component.debian) or None
    if component.path == "swift":
        words = output("swift", "--version").split("Swift version ")
        return words[1].split()[0] if len(words) > 1 else None
    return None


def licence_file(component):
    """Where its licence is, if it is on this machine."""
    if component.swift:
        return inventory.ROOT / f".build/checkouts/{component.swift}/LICENSE.txt"
    if component.debian:
        return Path(f"/usr/share/doc/{component.debian}/copyright")
    if component.pypi:
        return next((Path(str(file.locate())) for file in distribution(component.pypi).files or [] if file.name == "METADATA"),
                    Path("/nowhere"))
    if component.path == "swift":
        info = output("swift", "-print-target-info")
        resources = info.split('"runtimeResourcePath": "')
        return Path(resources[1].split('"')[0]).parents[1] / "share/swift/LICENSE.txt" if len(resources) > 1 else Path("/nowhere")
    return inventory.ROOT / component.path if component.path else Path("/nowhere")


def disagreements():
    """What the list of components lacks, has too much, or has wrong."""
    def missing(kind, needed, listed):
        return [f"{kind} '{name}' has no entry in components.py" for name in sorted(needed - listed)] \
            + [f"components.py has the {kind} '{name}', which nothing asks for" for name in sorted(listed - needed)]

    known = {component.swift for component in COMPONENTS if component.swift}
    found = missing("Swift package", set(RESOLVED), known)
    found += [f"Package.resolved lacks '{name}'" for name in sorted(inventory.swift_packages() - set(RESOLVED))]
    libraries = {component.development for component in COMPONENTS if component.development}
    found += missing("system library", inventory.system_libraries(), libraries)
    installed = {name for component in COMPONENTS for name in component.also}
    found += missing("Debian package", inventory.tools() - libraries, installed)
    found += missing("Python package", set(PYTHON), {component.pypi for component in COMPONENTS if component.pypi})
    explained = {component.readme for component in COMPONENTS if component.readme}
    found += [f"the README has '{name}', which is no component" for name in REASONS
              if name != "library" and not any(name.startswith(row) for row in explained) and set(name) != {"-"}]
    licensing = get_spdx_licensing()
    for component in COMPONENTS:
        if not reason(component):
            found.append(f"'{component.name}' has no reason in the README")
        if licensing.validate(component.licence).errors:
            found.append(f"'{component.name}': '{component.licence}' is no licence expression of SPDX")
        path = licence_file(component)
        if path.exists() and component.words.lower() not in " ".join(path.read_text(errors="replace").split()).lower():
            found.append(f"'{component.name}': {path} does not say '{component.words}'")
    return found


def identifier(name):
    return "SPDXRef-" + "".join(letter if letter.isalnum() else "-" for letter in name)


def reference(component, number):
    """The component's name in the package manager that it comes from."""
    if component.swift:
        location = RESOLVED[component.swift][0].removeprefix("https://").removesuffix(".git")
        locator = f"pkg:swift/{location}@{number}"
    elif component.pypi:
        locator = f"pkg:pypi/{component.pypi}@{number}"
    elif component.debian and number:
        locator = f"pkg:deb/debian/{component.debian}@{number}"
    else:
        return []
    return [ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", locator.replace("+", "%2B").replace("~", "%7E"))]


def package(component):
    licence = get_spdx_licensing().parse(component.licence)
    number = version(component)
    location = RESOLVED[component.swift][0] if component.swift else SpdxNoAssertion()
    return Package(
        spdx_id=identifier(component.name), name=component.name, download_location=location, version=number,
        files_analyzed=False, license_concluded=licence, license_declared=licence, copyright_text=SpdxNoAssertion(),
        comment=reason(component), external_references=reference(component, number),
        primary_package_purpose=PackagePurpose.FILE if component.use == "data" else PackagePurpose.LIBRARY)


def relationship(component):
    mine, other = identifier("Croton"), identifier(component.name)
    kind, backwards = {
        "linked": (RelationshipType.DEPENDS_ON, False),
        "data": (RelationshipType.CONTAINS, False),
        "runtime": (RelationshipType.RUNTIME_DEPENDENCY_OF, True),
        "optional": (RelationshipType.OPTIONAL_DEPENDENCY_OF, True),
        "test": (RelationshipType.TEST_DEPENDENCY_OF, True),
    }[component.use]
    return Relationship(other, kind, mine) if backwards else Relationship(mine, kind, other)


def document():
    licence = get_spdx_licensing().parse("Apache-2.0")
    croton = Package(
        spdx_id=identifier("Croton"), name="Croton", version=inventory.version(), download_location=SpdxNoAssertion(),
        files_analyzed=False, license_concluded=licence, license_declared=licence, copyright_text=SpdxNoAssertion(),
        comment="compiles small networks to C and trains them", primary_package_purpose=PackagePurpose.APPLICATION)
    packages = [croton] + [package(component) for component in COMPONENTS]
    content = "\n".join(f"{each.name} {each.version} {each.license_declared}" for each in packages)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Document(
        CreationInfo(
            spdx_version="SPDX-2.3", spdx_id="SPDXRef-DOCUMENT", name=f"Croton-{inventory.version()}",
            document_namespace=f"https://spdx.org/spdxdocs/croton-{inventory.version()}-{digest}", data_license="CC0-1.0",
            creators=[Actor(ActorType.TOOL, "croton-sbom")],
            created=datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)),
        packages=packages,
        relationships=[Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, identifier("Croton"))]
        + [relationship(component) for component in COMPONENTS])


def main():
    faults = disagreements()
    if not faults:
        bill = document()
        faults = [message.validation_message for message in validate_full_spdx_document(bill)]
    if faults:
        sys.exit("\n".join(faults))
    write_file(bill, sys.argv[1])
    print(f"{sys.argv[1]}: {len(bill.packages)} components")


if __name__ == "__main__":
    main()
