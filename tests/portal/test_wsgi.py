"""What gunicorn serves does not start on settings that would let strangers in."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.architecture.repository import ROOT
from tests.running_portal import TEST_VARIABLES
from tests.servers import free_port

GUNICORN = [sys.executable, "-m", "gunicorn", "portal.wsgi"]
SAFE = {
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PORTAL_URL": "https://portal.example.com",
    "PORTAL_SECRET_KEY": "a key of the tests, 0123456789, " * 2,
    "PORTAL_SECRET_KEYS": "Zm9yIHRoZSB0ZXN0cyBvbmx5LCAzMiBieXRlcyBsb24=",
    "MAIL_URL": "smtp://127.0.0.1:1",
}


def environment(**changes: str | None) -> dict[str, str]:
    """A safe environment of production, with these changes; None takes a variable away."""
    inherited = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    return inherited | {name: value for name, value in (SAFE | changes).items() if value is not None}


@pytest.fixture
def start() -> Iterator:
    """Start gunicorn with changed settings, and return its output until it listens or ends."""
    started = []

    def start_with(**changes: str | None) -> str:
        env = {**environment(**changes), "PORTAL_BIND": f"127.0.0.1:{free_port()}"}
        process = subprocess.Popen(GUNICORN, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        started.append(process)
        said = []
        for line in process.stderr:
            said.append(line)
            if "Listening at" in line:
                break
        return "".join(said)

    yield start_with
    for process in started:
        process.terminate()
        # What it still says must not fill the pipe that it writes to.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        process.wait()


def test_the_portal_starts_with_safe_settings(start):
    assert re.search(r"Listening at: http://127\.0\.0\.1:\d+", start())


def test_the_portal_does_not_start_without_a_shared_cache(start):
    output = start(REDIS_URL=None)
    assert "REDIS_URL is not set" in output
    assert "Listening" not in output


def test_the_portal_does_not_start_with_unsafe_settings_and_lists_all(start):
    output = start(
        PORTAL_URL="http://portal.example.com",
        PORTAL_SECRET_KEY="short",
        GITHUB_CLIENT_ID="portal",
        GITHUB_URL="http://127.0.0.1:8101",
    )
    assert {"portal.E001", "portal.E002", "accounts.E001"} <= set(re.findall(r"\w+\.E\d+", output))
    assert "Listening" not in output


def test_the_embedded_default_does_not_start_behind_a_proxy(start, tmp_path):
    output = start(DATABASE_URL=None, PORTAL_BEHIND_PROXY="1", PORTAL_DATA=str(tmp_path))
    assert "without DATABASE_URL the portal is for this machine only" in output
    assert "Listening" not in output


def test_safe_settings_pass_the_deployment_checks_of_django():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.stderr == ""
    assert "no issues" in done.stdout
