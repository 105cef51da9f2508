"""The processes of `make run`: one that exits is restarted, and a signal stops all of them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT
from tests.polling import wait_until

PROGRAM = """
import sys
from scripts import supervisor as module
module.RESTART_DELAY = 0.1
supervisor = module.Supervisor()
for number, command in enumerate(sys.argv[1:]):
    supervisor.add_process(f"process-{number}", command)
supervisor.loop()
sys.exit(supervisor.returncode)
"""


@pytest.fixture
def supervise() -> Iterator:
    """Starts a supervisor of shell commands; its output is a pipe."""
    started = []

    def start(*commands: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *commands], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.stdout.close()
        process.wait()


def lines(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_a_process_that_exits_is_restarted_and_the_others_keep_running(supervise, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    process = supervise(
        f"echo start >> {first}; [ $(wc -l < {first}) = 1 ] || exec sleep 600",
        f"echo start >> {second}; exec sleep 600",
    )
    wait_until(lambda: lines(first) == 2)
    process.send_signal(signal.SIGTERM)
    assert "process-0 stopped" in process.communicate()[0]
    assert (process.returncode, lines(second)) == (143, 1)


def test_a_process_that_exits_repeatedly_stops_the_others(supervise, tmp_path):
    process = supervise("exit 3", "exec sleep 600")
    assert "process-0 keeps exiting: stopping everything" in process.communicate()[0]
    assert process.returncode == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_when_the_output_is_closed(supervise, tmp_path, number):
    running = tmp_path / "running"
    process = supervise(f"echo $$ > {running}; while true; do echo line; sleep 0.05; done")
    wait_until(lambda: lines(running))
    process.stdout.close()
    process.send_signal(number)
    assert process.wait() == 128 + number
    assert not Path("/proc", running.read_text().strip()).exists()
