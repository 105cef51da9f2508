"""A configured portal does not start with an unsafe door."""

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT
from tests.product import OF_THE_TESTS

SAFE = {
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PORTAL_URL": "https://portal.example.com",
    "PORTAL_SECRET_KEY": "k" * 60,
    "PORTAL_SECRET_KEYS": "Zm9yIHRoZSB0ZXN0cyBvbmx5LCAzMiBieXRlcyBsb24=",
    "LOG_LEVEL": "ERROR",
}


def start(**changes: str | None) -> str:
    """What starting says; empty when it starts."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    given = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=ROOT,
        env={**environment, **given},
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode else ""


def test_it_starts_on_safe_settings():
    assert start() == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"REDIS_URL": None}, "REDIS_URL is not set"),
        ({"GITHUB_CLIENT_ID": "portal", "GITHUB_URL": "http://127.0.0.1:8101"}, "accounts.E001"),
        ({"PORTAL_URL": "http://portal.example.com"}, "portal.E001"),
    ],
)
def test_it_refuses_to_start_and_says_why(changes, said):
    assert said in start(**changes)
