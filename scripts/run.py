"""`make run` after installation: database and demo data, then every process of the Procfile until Ctrl-C.

The processes run under honcho, which prefixes each log line with the name of its process.
"""

import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT

from honcho.environ import parse_procfile

from portal import embedded
from scripts.preflight import PORTS, ROOT, port
from scripts.ready_message import demo_password, emulator_responds, print_when_ready
from scripts.supervisor import Supervisor

START_TIMEOUT = 60  # seconds for a server to respond before it counts as broken


def process_environment(data: Path) -> dict[str, str]:
    """Return the environment variables of every process of the Procfile."""
    inherited = {name: value for name, value in os.environ.items() if name != "PORTAL_DEMO_PASSWORD"}
    return {
        **inherited,
        **{variable: str(port(variable)) for variable in PORTS},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PORTAL_DATA": str(data),
        "PORTAL_CLOCK_FILE": str(data / "clock"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


@contextmanager
def single_instance(data: Path) -> Iterator[None]:
    """Lock the data folder against a second `make run`."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another `make run` uses {data}. Stop it, or set PORTAL_DATA to another folder.")
        yield


def run_parallel(*programs: list[str], env: dict[str, str]) -> None:
    """Run Python programs in parallel; exit with the output of the first that fails."""
    with ExitStack() as stack:
        running = []
        for program in programs:
            command = [sys.executable, *program]
            process = subprocess.Popen(command, env=env, stdout=PIPE, stderr=STDOUT, text=True)
            stack.callback(process.terminate)
            running.append((program, process))
        for program, process in running:
            output = process.communicate()[0]
            if process.returncode:
                sys.exit(f"{output}`python {' '.join(program)}` exited with {process.returncode}.")


@contextmanager
def temporary_process(command: str, ready: Callable[[], bool], env: dict[str, str]) -> Iterator[None]:
    """Run one process of the Procfile; its log is shown only if it does not start."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, shell=True, env=env, stdout=log, stderr=STDOUT, start_new_session=True
        )
        try:
            deadline = time.monotonic() + START_TIMEOUT
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    sys.exit(f"{log.read()}`{command}` did not start.")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait()


def is_listening(number: int) -> bool:
    """Return whether something on this machine accepts connections on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


def prepare(processes: dict[str, str], env: dict[str, str], password: str | None) -> None:
    """Update database, static files and demo data; without `password` the users keep theirs."""
    with (
        temporary_process(processes["valkey"], lambda: is_listening(port("VALKEY_PORT")), env),
        temporary_process(processes["emulator"], emulator_responds, env),
    ):
        run_parallel(
            ["-m", "scripts.bootstrap"],
            ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            env={**env, "PORTAL_DEMO_PASSWORD": password or ""},
        )


def serve(processes: dict[str, str], env: dict[str, str]) -> int:
    """Run every process until a signal stops them or one is broken; return the exit status."""
    manager = Supervisor()
    for name, command in processes.items():
        manager.add_process(name, command, env=env)
    manager.loop()
    stop_statuses = {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if manager.returncode in stop_statuses else manager.returncode or 1


def main() -> int:
    started_at = time.monotonic()
    # A script may have started this with SIGINT ignored, and a closed terminal sends SIGHUP: both stop it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    os.chdir(ROOT)
    if reason := embedded.configuration_error(os.environ):
        sys.exit(reason)
    data = embedded.data_folder()
    embedded.get_or_create_key("emulator")
    with single_instance(data):
        env = process_environment(data)
        processes = parse_procfile(Path("Procfile").read_text()).processes
        password = demo_password(data)
        print("Preparing the database and the demo data: up to a minute the first time.", flush=True)
        prepare(processes, env, password)
        print(f"Starting {', '.join(processes)}.", flush=True)
        multiprocessing.Process(
            target=print_when_ready, args=(data, started_at, password), daemon=True
        ).start()
        return serve(processes, env)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped before it was ready.")
