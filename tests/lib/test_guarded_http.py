"""HTTP to addresses that people enter: what is refused, kept and aborted."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from lib import deadlines, guarded_http

PAUSE = 0.05  # seconds between two bytes of a slow server


class Server:
    """A server of this machine that counts its connections and knows a few paths."""

    def __init__(self):
        self.connections = 0
        self.requests: list[str] = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                server.connections += 1
                super().setup()

            def do_GET(self):
                server.requests.append(self.path)
                if self.path == "/slow":
                    self.send_slowly()
                    return
                self.send_response(302 if self.path == "/moved" else 200)
                if self.path == "/moved":
                    self.send_header("Location", "/target")
                self.send_header("Set-Cookie", "session=1")
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"x" * 1000)

            def send_slowly(self):
                try:
                    while not server.released.wait(PAUSE):
                        self.wfile.write(b"H")
                except OSError:
                    server.released.set()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def local():
    with guarded_http.new_session(allow_loopback=True) as session:
        yield session


def get(session: requests.Session, url: str, *, seconds: float = 20) -> requests.Response:
    with deadlines.deadline(seconds):
        response = session.get(url, allow_redirects=False, stream=True, timeout=(3, 10))
        response._content = guarded_http.read_whole(response, 10_000)
        return response


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "[::10.0.0.1]",
        "[::ffff:0:10.0.0.1]",
    ],
)
def test_an_address_that_is_not_public_is_refused_however_it_is_written(server, host):
    with guarded_http.new_session() as session, pytest.raises(guarded_http.PrivateAddress):
        get(session, f"http://{host}:{server.port}/")
    assert server.connections == 0


def test_a_name_that_leads_to_a_private_address_is_refused(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers(["127.0.0.1"]))
    with guarded_http.new_session() as session, pytest.raises(guarded_http.PrivateAddress):
        get(session, f"http://api.example.com:{server.port}/")
    assert server.connections == 0


def test_a_name_is_not_looked_up_again_between_the_check_and_the_connection(monkeypatch):
    connected_to = []

    def connect(address, *arguments, **options):
        connected_to.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers(["8.8.8.8", "127.0.0.1"]))
    monkeypatch.setattr(guarded_http, "create_connection", connect)
    with guarded_http.new_session() as session, pytest.raises(requests.ConnectionError):
        get(session, "http://api.example.com:8443/")
    assert connected_to == [("8.8.8.8", 8443)]


def answers(addresses: list[str]):
    """Return a lookup that answers with one address after another, as a rebinding name server does."""
    left = list(addresses)

    def lookup(host, port, *arguments, **options):
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return lookup


def test_loopback_is_allowed_where_the_caller_says_so_and_the_private_network_is_not(server, local):
    assert get(local, server.url).status_code == 200
    with pytest.raises(guarded_http.PrivateAddress):
        get(local, "http://10.1.2.3/")


def test_a_redirect_is_returned_and_not_followed(server, local):
    response = get(local, f"{server.url}/moved")
    assert (response.status_code, server.requests) == (302, ["/moved"])


def test_a_proxy_of_the_environment_is_not_used(server, local, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    assert get(local, server.url).status_code == 200


def test_connections_stay_open_and_cookies_are_not_kept(server, local):
    for _ in range(5):
        assert len(get(local, server.url).content) == 1000
    assert server.connections == 1
    assert not local.cookies


def test_a_response_beyond_the_limit_is_refused(server, local):
    with deadlines.deadline(20):
        response = local.get(server.url, stream=True)
        with pytest.raises(guarded_http.ResponseTooLarge):
            guarded_http.read_whole(response, 999)


def test_a_server_that_sends_a_byte_now_and_then_is_left_at_the_deadline(server, local):
    with pytest.raises(deadlines.DeadlineExceeded):
        get(local, f"{server.url}/slow", seconds=0.3)
    assert server.released.wait(30)


def test_the_deadline_holds_on_a_connection_that_was_used_before(server, local):
    get(local, server.url)
    with pytest.raises(deadlines.DeadlineExceeded):
        get(local, f"{server.url}/slow", seconds=0.3)
    assert server.connections == 1
    assert get(local, server.url).status_code == 200


def test_a_name_lookup_that_does_not_return_ends_with_the_deadline(local, monkeypatch):
    returned = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: returned.wait(30))
    with pytest.raises(requests.Timeout):
        get(local, "http://api.example.com/", seconds=0.2)
    returned.set()
