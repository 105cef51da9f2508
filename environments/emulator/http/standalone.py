"""Serve the emulator as a program: gunicorn with one process and a pool of threads.

The server passes the caller's socket to the application, so that a fault can end the connection at any byte,
and accepts any printable character in a query, as the platform's documentation writes them.
"""

import os
import select
import signal
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker as BaseWorker
from gunicorn.workers.gthread import TConn, ThreadWorker

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


def serve(
    load: Callable[[], Callable],
    *,
    host: str,
    port: int,
    threads: int,
    on_ready: Callable[[], None] = lambda: None,
    on_exit: Callable[[Any], None] = lambda application: None,
) -> None:
    """Serve the WSGI application that `load` returns until the process is stopped.

    `load` runs in the worker process. `on_ready` runs once the port is open, `on_exit` with the application
    when its worker ends.
    """

    def worker_exit(server: Arbiter, worker: BaseWorker) -> None:
        if worker.wsgi:
            on_exit(worker.wsgi)

    def child_exit(server: Arbiter, worker: BaseWorker) -> None:
        # Data in memory ended with the worker, so a new worker would start without it.
        os.kill(server.pid, signal.SIGTERM)

    settings = {
        "bind": netloc(host, port),
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
        "when_ready": lambda server: on_ready(),
        "worker_exit": worker_exit,
        "child_exit": child_exit,
    }
    _Server(settings, load).run()
