"""`python -m scripts.install embedded` or `dev`: Debian packages, the virtual environment, npm's packages.

Runs with the system's Python, so it uses only the standard library. A second run with an unchanged
lock file does nothing.
"""

import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts import node_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Holds the digest of the lock file that the environment was installed from.
INSTALLED_DIGEST = VENV / "installed"

VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
# A Debian package, and how to find out whether it is installed.
PACKAGE_CHECKS = {
    VENV_PACKAGE: lambda: importlib.util.find_spec("ensurepip"),
    "postgresql": lambda: glob.glob("/usr/lib/postgresql/*/bin/initdb"),
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell"),
    "curl": lambda: shutil.which("curl"),
    "fonts-liberation": lambda: glob.glob("/usr/share/fonts/**/*.ttf", recursive=True),
}
REQUIRED = {"embedded": [VENV_PACKAGE], "dev": list(PACKAGE_CHECKS)}


def require_packages(names: list[str]) -> None:
    """Install missing packages as root; exit with their names for any other user."""
    missing = [name for name in names if not PACKAGE_CHECKS[name]()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"This machine lacks {', '.join(missing)}. Run as root: apt-get install {' '.join(missing)}")
    print(f"Installing {', '.join(missing)} through apt-get", flush=True)
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run(
        [*apt, "install", "--no-install-recommends", *missing], stdout=subprocess.DEVNULL, check=True
    )
    importlib.invalidate_caches()


def digest(lock: str) -> str:
    """Return the digest of a lock file and this Python's version."""
    content = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def installed(lock: str) -> bool:
    """Return whether the environment matches the lock; `dev` includes `embedded`."""
    return INSTALLED_DIGEST.exists() and INSTALLED_DIGEST.read_text() in {digest(lock), digest("dev")}


def install(lock: str) -> None:
    """Recreate an environment that does not run, and install the lock with hash checking."""
    python = VENV / "bin" / "python"
    INSTALLED_DIGEST.unlink(missing_ok=True)
    if not python.exists() or subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--progress-bar", "off"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")], check=True)
    INSTALLED_DIGEST.write_text(digest(lock))


def main(lock: str) -> None:
    started_at = time.monotonic()
    require_packages(REQUIRED[lock])
    complete = installed(lock)
    if not complete:
        print(f"Installing requirements/{lock}.txt into .venv", flush=True)
        install(lock)
    if lock == "dev" and not node_packages.installed():
        complete = False
        node_packages.install()
    if not complete:
        print(f"Installed in {time.monotonic() - started_at:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"Installation failed: {' '.join(map(str, error.cmd))} exited with {error.returncode}.")
