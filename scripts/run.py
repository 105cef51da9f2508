"""`make run` after installation: database and demo data, then every process of the Procfile until Ctrl-C.

The processes run under honcho, which puts each one's name before its log lines.
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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT

from honcho.environ import parse_procfile

from portal import embedded
from scripts.preflight import PORTS, ROOT, port
from scripts.ready_message import announce, demo_password, emulator_answers
from scripts.supervisor import Supervisor

STARTED_WITHIN = 60  # seconds for a server to answer, before it is taken for broken


def environment(data: Path) -> dict[str, str]:
    """What every process of the Procfile finds in its environment."""
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
def only_one(data: Path):
    """Holds the data folder, so that a second `make run` does not use it at the same time."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another `make run` uses {data}: stop it, or set PORTAL_DATA to a folder of its own.")
        yield


def run_all(*programs: list[str], env: dict[str, str]) -> None:
    """Runs Python programs side by side; ends this one with what the first that failed had to say."""
    with ExitStack() as stack:
        running = []
        for program in programs:
            command = [sys.executable, *program]
            process = subprocess.Popen(command, env=env, stdout=PIPE, stderr=STDOUT, text=True)
            stack.callback(process.terminate)
            running.append(process)
        for process in running:
            said = process.communicate()[0]
            if process.returncode:
                sys.exit(f"{said}`{' '.join(process.args)}` ended with {process.returncode}.")


@contextmanager
def standing(command: str, ready, env: dict[str, str]):
    """Runs one process of the Procfile for a while; its log is shown only if it does not start."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, shell=True, env=env, stdout=log, stderr=STDOUT, start_new_session=True
        )
        try:
            deadline = time.monotonic() + STARTED_WITHIN
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    sys.exit(f"{log.read()}`{command}` did not start.")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait()


def listens(number: int) -> bool:
    """True when something on this machine accepts connections at the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


def prepare(processes: dict[str, str], env: dict[str, str], password: str | None) -> None:
    """Brings database, static files and demo data up to date; None leaves the users' password as it is."""
    with (
        standing(processes["valkey"], lambda: listens(port("VALKEY_PORT")), env),
        standing(processes["emulator"], emulator_answers, env),
    ):
        run_all(
            ["-m", "scripts.bootstrap"],
            ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            env={**env, "PORTAL_DEMO_PASSWORD": password or ""},
        )


def serve(processes: dict[str, str], env: dict[str, str]) -> int:
    """Runs every process until a signal asks for the end or one is broken; returns the status for `make`."""
    manager = Supervisor()
    for name, command in processes.items():
        manager.add_process(name, command, env=env)
    manager.loop()
    asked_for = {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if manager.returncode in asked_for else manager.returncode or 1


def main() -> int:
    began = time.monotonic()
    # A script may have started us with SIGINT ignored, and a closed terminal sends SIGHUP: both mean the end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    os.chdir(ROOT)
    if reason := embedded.reason_to_refuse(os.environ):
        sys.exit(reason)
    data = embedded.data_folder()
    embedded.key("emulator")
    with only_one(data):
        env = environment(data)
        processes = parse_procfile(Path("Procfile").read_text()).processes
        password = demo_password(data)
        prepare(processes, env, password)
        multiprocessing.Process(target=announce, args=(data, began, password), daemon=True).start()
        return serve(processes, env)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped before it was ready.")
