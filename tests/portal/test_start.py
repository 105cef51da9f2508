"""What gunicorn serves does not start on settings that would let strangers in."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT
from tests.product import OF_THE_TESTS
from tests.servers import free_port

GUNICORN = [sys.executable, "-m", "gunicorn", "portal.wsgi"]
SAFE = {
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PORTAL_URL": "https://portal.example.com",
    "PORTAL_SECRET_KEY": "k" * 60,
    "PORTAL_SECRET_KEYS": "Zm9yIHRoZSB0ZXN0cyBvbmx5LCAzMiBieXRlcyBsb24=",
    "MAIL_URL": "smtp://127.0.0.1:1",
}


@pytest.fixture
def start() -> Iterator:
    """Starts gunicorn with changed settings, and returns what it says until it listens or ends."""
    started = []

    def start_with(**changes: str | None) -> str:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        given = {name: value for name, value in (SAFE | changes).items() if value is not None}
        environment = {**kept, **given, "PORTAL_BIND": f"127.0.0.1:{free_port()}"}
        process = subprocess.Popen(GUNICORN, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
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


def test_it_starts_on_safe_settings(start):
    assert re.search(r"Listening at: http://127\.0\.0\.1:\d+", start())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"REDIS_URL": None}, "REDIS_URL is not set"),
        ({"GITHUB_CLIENT_ID": "portal", "GITHUB_URL": "http://127.0.0.1:8101"}, "accounts.E001"),
        ({"PORTAL_URL": "http://portal.example.com"}, "portal.E001"),
        ({"PORTAL_SECRET_KEY": "short"}, "portal.E002"),
    ],
)
def test_it_refuses_to_start_and_says_why(start, changes, said):
    told = start(**changes)
    assert said in told
    assert "Listening" not in told
