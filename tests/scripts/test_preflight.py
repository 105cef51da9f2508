"""What `make run` looks at first: each obstacle gets one sentence that names what to set."""

import os
import socket
import subprocess
import sys

import pytest

from scripts.preflight import PORTS
from tests.architecture.repository import ROOT
from tests.servers import free_port


def preflight(**environment: str) -> subprocess.CompletedProcess:
    """Runs it with free ports where a test says nothing else."""
    ports = {name: str(free_port()) for name in PORTS}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "scripts.preflight"],
        cwd=ROOT,
        env={**inherited, **ports, **environment},
        capture_output=True,
        text=True,
    )


def test_valid_settings_print_nothing(tmp_path):
    done = preflight(PORTAL_DATA=str(tmp_path / "new"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize("variable", PORTS)
def test_a_port_in_use_is_reported_with_its_variable(variable, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        done = preflight(PORTAL_DATA=str(tmp_path), **{variable: taken})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {taken} for the ")
    assert done.stderr.endswith(f" is in use. Set {variable} to a free port.\n")


@pytest.mark.parametrize("nonsense", ["http", "0", "65536", "-1", "80 80", "٣٠٠٠"])
def test_an_invalid_port_is_rejected(nonsense, tmp_path):
    done = preflight(PORTAL_DATA=str(tmp_path), PORTAL_PORT=nonsense)
    assert done.returncode == 1
    assert done.stderr == f"PORTAL_PORT is {nonsense!r}. It must be a port between 1 and 65535.\n"


def test_a_data_folder_that_is_a_file_is_rejected(tmp_path):
    file = tmp_path / "file"
    file.touch()
    done = preflight(PORTAL_DATA=str(file))
    assert done.returncode == 1
    assert done.stderr.startswith(f"The data folder {file} is not writable (file exists). Set PORTAL_DATA")


def test_a_configured_database_is_rejected(tmp_path):
    done = preflight(PORTAL_DATA=str(tmp_path), DATABASE_URL="postgres://db.example/portal")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Unset DATABASE_URL" in done.stderr


def test_a_wrong_python_version_is_rejected():
    done = subprocess.run(["make", "run", "PYTHON=false"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("The portal needs Python 3.11 or later, and 'false' is not one: set PYTHON")
