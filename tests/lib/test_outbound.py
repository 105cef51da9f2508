"""Calls to typed addresses: what is refused, and that none takes longer than its deadline."""

import socket
import threading
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from lib import outbound

HEAD = b"HTTP/1.1 200 OK\r\n"
OPEN_BODY = HEAD + b"Content-Length: 1000000\r\n\r\n"
PAUSE = 0.05  # seconds between two pieces of a response, well within every time-out of the library


class SlowReceiver:
    """Respond with `start`, then with one `piece` after another, until the client closes the connection."""

    def __init__(self, start: bytes, piece: bytes):
        self.start, self.piece = start, piece
        self.hung_up = threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/"
        threading.Thread(target=self.respond, daemon=True).start()

    def respond(self) -> None:
        connection, _address = self.server.accept()
        with connection:
            connection.sendall(self.start)
            connection.settimeout(PAUSE)
            while True:
                try:
                    if not connection.recv(65536):
                        break
                except TimeoutError:
                    pass
                except OSError:
                    break
                try:
                    connection.sendall(self.piece)
                except OSError:
                    break
        self.hung_up.set()


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture(
    params=[(HEAD, b"X-Slow: 1\r\n"), (b"", b"H"), (OPEN_BODY, b"")], ids=["headers", "status", "body"]
)
def slow(request) -> Iterator[SlowReceiver]:
    receiver = SlowReceiver(*request.param)
    yield receiver
    receiver.server.close()


def test_a_slow_receiver_is_aborted_at_the_deadline(slow):
    with pytest.raises(outbound.DeadlineExceeded):
        outbound.post(slow.url, b"{}", {}, deadline=0.5)
    assert slow.hung_up.wait(30)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
@pytest.mark.parametrize("path", ["", "/", "/_emulator/alarms", "/sandbox/v1/me"])
def test_the_emulator_is_not_a_permitted_receiver(settings, host, path):
    settings.EMULATOR_URL = "http://127.0.0.1:8100"
    with pytest.raises(ValidationError, match="the portal itself"):
        outbound.check_url(f"http://{host}:8100{path}")


@pytest.mark.parametrize("setting", ["REDIS_URL", "SITE_URL"])
def test_other_processes_of_the_portal_are_not_permitted_receivers(settings, setting):
    setattr(settings, setting, "http://localhost:8765/0")
    with pytest.raises(ValidationError, match="the portal itself"):
        outbound.check_url("http://127.0.0.1:8765/restored")


def test_another_program_of_this_machine_is_a_permitted_receiver(settings):
    outbound.check_url("http://127.0.0.1:49152/restored")
