"""The script that sends requests for the vendor's hosts to the portal, alone."""

import json
import os
import ssl
import subprocess
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lib import clock
from scripts.node_packages import BIN
from tests.portal.api.seeding.tool import HOSTS

PROBE = Path(__file__).parent / "probe.mjs"
WAYS = [
    "url text",
    "url object",
    "options",
    "options with host",
    "url and options",
    "get",
    "http",
    "import",
    "fetch",
    "fetch request",
]


class Echo(BaseHTTPRequestHandler):
    """Responds with what was asked."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = {"method": self.command, "path": self.path, "host": self.headers["Host"], "body": body}
        response = json.dumps({**asked, "mark": self.headers["X-Mark"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    do_GET = do_POST

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def probe(way: str, url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Ask for `url` in one of the `WAYS`, in a process of its own with the script."""
    return subprocess.run(
        [BIN / "node", "--require", HOSTS, PROBE, way, url],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def echo():
    """A server that responds with what was asked, at the address that it yields."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address(server: ThreadingHTTPServer, scheme: str = "http") -> str:
    return f"{scheme}://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_ask_reaches_the_portal_with_path_headers_and_body(echo, way):
    settings = {"ORDERCLOUD_HOSTS_PORTAL": f"{address(echo)}/below/"}
    ended = probe(way, "https://portal.ordercloud.io/api/v1/me?page=2", **settings)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "method": "GET" if way == "get" else "POST",
        "path": "/below/api/v1/me?page=2",
        "host": f"127.0.0.1:{echo.server_port}",
        "body": "" if way == "get" else "ü",
        "mark": "kept",
    }


@pytest.mark.parametrize("end", ["", "/", "/v1"])
def test_both_hosts_have_an_address_of_their_own(echo, end):
    settings = {
        "ORDERCLOUD_HOSTS_PORTAL": "http://127.0.0.1:9/api/v1",
        "ORDERCLOUD_HOSTS_API": f"{address(echo)}/sandbox{end}",
    }
    asked = json.loads(probe("url text", "https://api.ordercloud.io/v1/openapi/v3", **settings).stdout)
    assert asked["path"] == "/sandbox/v1/openapi/v3"


def test_requests_to_other_hosts_pass_unchanged(echo):
    settings = {"ORDERCLOUD_HOSTS_PORTAL": "http://127.0.0.1:9/below"}
    asked = json.loads(probe("url text", f"{address(echo)}/v1/me", **settings).stdout)
    assert asked["path"] == "/v1/me"


def test_the_portal_serves_the_script(client, db):
    response = client.get("/static/downloads/ordercloud-hosts.cjs")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == HOSTS.read_bytes()


def test_no_request_for_the_hosts_goes_through_a_proxy(echo):
    """Axios would send the proxy the vendor's host name, and the vendor a password."""
    settings = {"ORDERCLOUD_HOSTS_PORTAL": address(echo), "NO_PROXY": "example.com"}
    ended = probe("no proxy", "https://portal.ordercloud.io/", **settings)
    assert ended.stdout.strip() == "portal.ordercloud.io,example.com"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "Set ORDERCLOUD_HOSTS_PORTAL to the address of your portal."),
        ({"ORDERCLOUD_HOSTS_PORTAL": ""}, "Set ORDERCLOUD_HOSTS_PORTAL to the address of your portal."),
        ({"ORDERCLOUD_HOSTS_PORTALS": "https://a.example"}, "ORDERCLOUD_HOSTS_PORTALS is not a setting."),
        ({"ORDERCLOUD_HOSTS_PORTAL": "portal"}, "ORDERCLOUD_HOSTS_PORTAL is not an address: portal."),
        ({"ORDERCLOUD_HOSTS_PORTAL": "ftp://a.example"}, "must begin with https:// or http://."),
        ({"ORDERCLOUD_HOSTS_PORTAL": "https://a:b@a.example"}, "must not contain a username or password."),
        ({"ORDERCLOUD_HOSTS_PORTAL": "https://a.example/?b=c"}, "remove ?b=c."),
        ({"ORDERCLOUD_HOSTS_PORTAL": "https://portal.ordercloud.io"}, "must be an address of your own."),
    ],
)
def test_a_wrong_setting_ends_the_program_with_one_line(settings, message):
    ended = probe("url text", "http://127.0.0.1:9/", **settings)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("ordercloud-hosts: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.fixture
def certificate(tmp_path):
    """The files of a certificate that no authority signed, for 127.0.0.1, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    now = clock.now()
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    files = (tmp_path / "certificate.pem", tmp_path / "key.pem")
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@pytest.mark.parametrize("way", ["url text", "options", "fetch"])
def test_the_certificate_of_the_portal_is_verified(echo, certificate, way):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    echo.socket = context.wrap_socket(echo.socket, server_side=True)
    settings = {"ORDERCLOUD_HOSTS_PORTAL": address(echo, "https")}
    ended = probe(way, "https://portal.ordercloud.io/api/v1/me", **settings)
    assert ended.returncode == 1
    assert "DEPTH_ZERO_SELF_SIGNED_CERT" in ended.stderr
    ended = probe(
        way, "https://portal.ordercloud.io/api/v1/me", **settings, NODE_EXTRA_CA_CERTS=str(certificate[0])
    )
    assert json.loads(ended.stdout)["path"] == "/api/v1/me", ended.stderr
