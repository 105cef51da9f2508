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
from contextlib import contextmanager
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager

from portal import embedded
from scripts.answers import answers
from scripts.preflight import PORTS, ROOT, port

ADDRESSES = """
  Portal          http://localhost:{PORTAL_PORT}
  Portal API      http://localhost:{PORTAL_PORT}/api/v1
  Operator admin  http://localhost:{PORTAL_PORT}/admin/
  Mailbox         http://localhost:{PORTAL_PORT}/mailbox/
  Emulator        http://127.0.0.1:{EMULATOR_PORT}/{{sandbox,staging,production}}
"""
STARTED_WITHIN = 60  # seconds for a server to answer, before it is taken for broken


def environment(data: Path) -> dict[str, str]:
    """What every process of the Procfile finds in its environment."""
    return {
        **os.environ,
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


def manage(*arguments: str, env: dict[str, str]) -> str:
    """Runs a command of manage.py and returns what it printed; ends the program when it failed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], env=env, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"{done.stdout}`manage.py {' '.join(arguments)}` ended with {done.returncode}.")
    return done.stdout


def emulator_answers() -> bool:
    return answers(port("EMULATOR_PORT"), "/sandbox/v1/openapi/v3")


@contextmanager
def standing(command: str, ready, env: dict[str, str]):
    """Runs one process of the Procfile for a while; its log is shown only if it does not start."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, shell=True, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
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


def prepare(processes: dict[str, str], env: dict[str, str]) -> str:
    """Brings the database and the demo data up to date; returns what the demo says of its users."""
    manage("migrate", "--no-input", env=env)
    manage("collectstatic", "--no-input", env=env)
    with (
        standing(processes["valkey"], lambda: listens(port("VALKEY_PORT")), env),
        standing(processes["emulator"], emulator_answers, env),
    ):
        return manage("demo", env=env)


def announce(began: float, accounts: str) -> None:
    """Waits until portal and emulator answer, then says where, how soon and for whom."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while not (answers(port("PORTAL_PORT"), "/") and emulator_answers()):
        time.sleep(0.1)
    addresses = ADDRESSES.format(**{variable: port(variable) for variable in PORTS})
    print(
        f"\nReady in {time.monotonic() - began:.1f} s. Ctrl-C stops everything.\n{addresses}\n{accounts}",
        flush=True,
    )


def serve(processes: dict[str, str], env: dict[str, str]) -> int:
    """Runs every process until one ends or a signal asks for the end; returns the exit status for `make`."""
    manager = Manager()
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
    data = embedded.data_folder()
    embedded.key("emulator")
    with only_one(data):
        env = environment(data)
        processes = parse_procfile(Path("Procfile").read_text()).processes
        accounts = prepare(processes, env)
        multiprocessing.Process(target=announce, args=(began, accounts), daemon=True).start()
        return serve(processes, env)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped before it was ready.")
