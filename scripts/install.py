"""`python -m scripts.install embedded` or `dev`: Debian packages, the virtual environment, npm's packages.

Runs on the machine's own Python, so it uses the standard library alone. A second call that finds
the lock file unchanged does nothing.
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
MARK = VENV / "installed"

VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
# A Debian package, and what shows that the machine has what we need of it.
PRESENT = {
    VENV_PACKAGE: lambda: importlib.util.find_spec("ensurepip"),
    "postgresql": lambda: glob.glob("/usr/lib/postgresql/*/bin/initdb"),
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell"),
    "fonts-liberation": lambda: glob.glob("/usr/share/fonts/**/*.ttf", recursive=True),
}
NEEDED = {"embedded": [VENV_PACKAGE], "dev": list(PRESENT)}


def require_packages(names: list[str]) -> None:
    """Installs the missing ones as root; for anybody else ends the program naming them."""
    missing = [name for name in names if not PRESENT[name]()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"This machine lacks {', '.join(missing)}. As root: apt-get install {' '.join(missing)}")
    print(f"Installing {', '.join(missing)} through apt-get", flush=True)
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run(
        [*apt, "install", "--no-install-recommends", *missing], stdout=subprocess.DEVNULL, check=True
    )
    importlib.invalidate_caches()


def digest(lock: str) -> str:
    """Names one state of a lock file under one Python."""
    content = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def installed(lock: str) -> bool:
    """True when the environment has what the lock names; that of `dev` has all of `embedded`."""
    return MARK.exists() and MARK.read_text() in {digest(lock), digest("dev")}


def install(lock: str) -> None:
    """Makes the environment anew where it does not run, and installs the lock by its hashes."""
    python = VENV / "bin" / "python"
    MARK.unlink(missing_ok=True)
    if not python.exists() or subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--progress-bar", "off"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements" / f"{lock}.txt"], check=True)
    MARK.write_text(digest(lock))


def main(lock: str) -> None:
    began = time.monotonic()
    require_packages(NEEDED[lock])
    complete = installed(lock)
    if not complete:
        print(f"Installing requirements/{lock}.txt into .venv", flush=True)
        install(lock)
    if lock == "dev" and not node_packages.installed():
        complete = False
        node_packages.install()
    if not complete:
        print(f"Installed in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"Installation stopped: {' '.join(map(str, error.cmd))} ended with {error.returncode}.")
