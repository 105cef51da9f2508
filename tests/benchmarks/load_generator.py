"""Many connections that each send one request after the other, with minimal overhead."""

import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """The result of one load: quantiles of the response time in milliseconds, and responses a second."""

    median_ms: float
    p95_ms: float
    per_second: float


def generate_load(port: int, make: Callable[[int, int], bytes], connections: int, each: int) -> Load:
    """Send `make(connection, number)` over each connection `each` times; fail on any status but 2xx."""
    times: list[list[float]] = [[] for _ in range(connections)]
    errors: list[str] = []
    start = threading.Barrier(connections + 1)

    def run(connection: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start.wait()
            for number in range(each):
                began = time.perf_counter()
                wire.sendall(make(connection, number))
                status = _read_response(wire)
                times[connection].append(time.perf_counter() - began)
                if not status.startswith("2"):
                    errors.append(status)
                    return

    threads = [threading.Thread(target=run, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if errors:
        raise AssertionError(f"the server responded with {errors[0]}")
    all_times = [t for own in times for t in own]
    p95 = statistics.quantiles(all_times, n=20)[-1]
    return Load(statistics.median(all_times) * 1000, p95 * 1000, len(all_times) / took)


def _read_response(wire: socket.socket) -> str:
    """Read one response to its end and return its status."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _receive(wire)
    head = received[:end].decode("latin-1")
    length = next(int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:"))
    while len(received) < end + 4 + length:
        received += _receive(wire)
    return head.split(" ", 2)[1]


def _receive(wire: socket.socket) -> bytes:
    received = wire.recv(65536)
    if not received:
        raise ConnectionError("the server hung up")
    return received


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """Return the bytes of one request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
