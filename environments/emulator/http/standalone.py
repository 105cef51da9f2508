"""Serve the emulator as a program: gunicorn with one process and a pool of threads.

The server passes the caller's socket to the application, so that a fault can end the connection at any byte,
and accepts any printable character in a query, as the platform's documentation writes them.
"""

import select
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.workers.base import Worker as BaseWorker
from gunicorn.workers.gthread import TConn, ThreadWorker

from environments.emulator.http.exit_codes import ExitCode

# How long a thread waits for the next request of a connection before it returns the connection.
_NEXT_REQUEST_MS = 20


class Worker(ThreadWorker):
    """A threaded worker that serves a busy connection in one thread while there are enough threads.

    Returning a connection to the poller after each request costs more than most responses do.
    """

    def handle(self, conn: TConn) -> object:
        keep_open = super().handle(conn)
        while keep_open is True and self._next_request_follows(conn):
            keep_open = super().handle(conn)
        return keep_open

    def _next_request_follows(self, conn: TConn) -> bool:
        if not self.alive or self.nr_conns > self.cfg.threads:
            return False
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        return bool(poll.poll(_NEXT_REQUEST_MS))


class _Server(BaseApplication):
    def __init__(self, settings: dict[str, object], load: Callable[[], Callable]) -> None:
        self._settings, self._load = settings, load
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable:
        return self._load()


def netloc(host: str, port: int) -> str:
    """Return host and port as they are written in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; port 0 takes one that is free.

    Raises:
        OSError: the port is taken, or the host is not one of this machine.
    """
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def serve(
    load: Callable[[], Callable],
    *,
    bound: socket.socket,
    threads: int,
    on_ready: Callable[[Any], None] = lambda application: None,
    on_exit: Callable[[Any], None] = lambda application: None,
    on_end: Callable[[], None] = lambda: None,
) -> None:
    """Serve the WSGI application that `load` returns until the process is stopped.

    `load` runs in the worker process; if it exits with `SEED_REFUSED`, so does the program. `on_ready` runs
    in the worker with the application once requests are answered, `on_exit` when the worker ends, and
    `on_end` in the parent at the end.
    """

    def worker_exit(server: Arbiter, worker: BaseWorker) -> None:
        if worker.wsgi:
            on_exit(worker.wsgi)

    def child_exit(server: Arbiter, worker: BaseWorker) -> None:
        # Data in memory ended with the worker, so a new worker would start without it.
        if server.LISTENERS:  # None are left once the program was stopped.
            raise HaltServer("The worker ended.", ExitCode.FAILED)

    settings = {
        "bind": f"fd://{bound.fileno()}",
        "worker_class": Worker,
        "workers": 1,
        "threads": threads,
        "keepalive": 75,
        "timeout": 0,
        # Longer than the worker leaves idle connections open when it stops.
        "graceful_timeout": 5,
        # No proxy is in front that could forward the address or scheme of the caller.
        "forwarded_allow_ips": "",
        # The application limits queries itself; a token with all roles is a long header.
        "limit_request_line": 0,
        "limit_request_field_size": 65_536,
        "control_socket_disable": True,
        "loglevel": "error",
        "post_worker_init": lambda worker: on_ready(worker.wsgi),
        "worker_exit": worker_exit,
        "child_exit": child_exit,
        "on_exit": lambda server: on_end(),
    }
    _Server(settings, load).run()
