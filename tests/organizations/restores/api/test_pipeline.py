"""The scripts of docs/api.md restore Staging, wait for the end, and fail exactly when something drifted."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.accounts.personal_tokens.creation import create_token
from tests.architecture.repository import read
from tests.cast import PASSWORD
from tests.organizations.restores.conftest import pair_clients
from tests.organizations.restores.content import differences, webhook

__all__ = ["pair_clients"]
INDENTED = re.compile(r"(?:^    .*\n|^\n)+", re.MULTILINE)


def script(heading: str) -> str:
    """Return the first code under a heading of the API's documentation."""
    text = read(Path("docs/api.md")).partition(f"### {heading}\n")[2]
    blocks = (textwrap.dedent(block).strip("\n") for block in INDENTED.findall(text))
    return next(block for block in blocks if block)


@pytest.fixture
def pipeline(live_portal, worker, pair_clients):
    """Runs a command with the variables of a pipeline, and returns its exit status and what it printed."""

    def run(*command: str, **variables: str) -> tuple[int, str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PORTAL": live_portal.url,
            "STAGING": "acme_Staging",
            "PAUSE": "0.1",
            **variables,
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout

    return run


def test_a_pipelines_day_by_curl_alone(pipeline, pair_clients):
    # Staging's own address is Production's: it is not put back, which is drift.
    pair_clients.staging.put("webhooks/mail", webhook("Mail", "https://live.example/mail"))
    signed_in = {"LOGIN": "olive@example.com", "PASSWORD": PASSWORD}
    status, printed = pipeline("sh", "-c", script("With curl"), **signed_in)
    assert (status, printed.splitlines()[0]) == (1, "Drift: Webhooks mail production-address")
    assert not differences(pair_clients.production, pair_clients.staging)
    status, printed = pipeline("sh", "-c", script("With curl"), **signed_in)
    assert (status, len(printed.splitlines())) == (0, 1)
    assert printed.endswith("finished with 0 records that drifted\n")


def test_the_pipeline_in_python_does_the_same(pipeline, pair_clients, cast):
    token = create_token(cast.olive, organizations=["acme_Staging"]).token
    pair_clients.staging.put("webhooks/mail", webhook("Mail", "https://live.example/mail"))
    statuses = [pipeline(sys.executable, "-c", script("With Python"), TOKEN=token)[0] for _ in range(2)]
    assert statuses == [1, 0]
