"""Run the emulator as a program, in its own processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from tests.polling import wait_until

PROGRAM = [sys.executable, "-m", "environments.emulator"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_without_settings() -> dict[str, str]:
    """Return the environment without the variables that the tests set for their own emulator."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EMULATOR_")}


@contextmanager
def run_emulator(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """Run the program while the block runs; yield the process and its address."""
    port = free_port()
    process = subprocess.Popen(
        [*PROGRAM, "--port", str(port), "--key-file", str(folder / "key"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=environment_without_settings(),
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url)
        yield process, url
    finally:
        stop(process)


def _wait(process: subprocess.Popen, url: str) -> None:
    def responses() -> bool:
        assert process.poll() is None, process.stdout.read().decode()
        try:
            requests.get(url + "/", timeout=1)
        except requests.ConnectionError:
            return False
        return True

    wait_until(responses)


def stop(process: subprocess.Popen, with_signal: int = signal.SIGKILL) -> None:
    """Send a signal to the program and all its processes, and wait until it exits."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, with_signal)
    process.wait()
