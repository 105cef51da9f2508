"""What a browser that knows nothing yet fetches for a page, as it is sent."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from accounts.login import api_tokens
from tests.architecture.repository import ROOT
from tests.login import signed_in

FETCHED = re.compile(r'<(?:link|script|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
SHEET = re.compile(r'<link rel="stylesheet"[^>]*href="([^"]+)"')
URL = re.compile(r"url\(\"?([^)\"]+)\"?\)")
# What none of these pages links, and would take time to hash and compress.
UNUSED = ["ninja", "vendor", "htmax*", "htmx-4*"]
HEADERS = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@dataclass
class FirstLoad:
    """One page with all that it links: `bytes` by address, as sent."""

    html: str
    bytes: dict[str, int] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)

    @property
    def sheets(self) -> list[str]:
        return SHEET.findall(self.html)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The settings that a server has, with the static files collected."""
    root = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "portal.static_files.BundledStaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=root, STATICFILES_DIRS=[ROOT / "static"]):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
        yield root


def load(client: Client, address: str) -> FirstLoad:
    """Fetches `address` and everything that its page and its style sheets name."""
    response = client.get(address, headers=HEADERS)
    assert response.status_code == 200
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    loaded = FirstLoad(plain.content.decode(), {address: len(response.content)})
    loaded.encodings[address] = response.get("Content-Encoding", "")
    waiting = list(FETCHED.findall(loaded.html))
    while waiting:
        name = waiting.pop()
        if name in loaded.bytes:
            continue
        response = client.get(name, headers=HEADERS)
        assert response.status_code == 200, name
        loaded.bytes[name] = int(response["Content-Length"])
        loaded.encodings[name] = response.get("Content-Encoding", "")
        response.close()
        if name.endswith(".css"):
            plain = client.get(name, headers={"Accept-Encoding": "identity"})
            text = b"".join(plain.streaming_content).decode()
            assert "@import" not in text
            waiting += [urljoin(name, found) for found in URL.findall(text)]
    return loaded


@pytest.fixture
def as_olive(collected, cast, emulator) -> Client:
    return signed_in(Client(), cast.olive)


@pytest.mark.parametrize(
    ("address", "kilobytes"),
    [
        ("/", 60),
        ("/organizations/acme_Sandbox/console/", 60),
        ("/organizations/acme_Sandbox/console/Products.Create", 60),
    ],
)
def test_the_first_page_load_is_small(as_olive, address, kilobytes):
    loaded = load(as_olive, address)
    assert len(loaded.bytes) <= 16, sorted(loaded.bytes)
    assert len(loaded.sheets) <= 3
    assert sum(loaded.bytes.values()) <= kilobytes * 1000, sorted(
        loaded.bytes.items(), key=lambda pair: -pair[1]
    )
    assert loaded.encodings[address] == "gzip"
    large = [name for name, size in loaded.bytes.items() if size > 1000]
    assert not [name for name in large if loaded.encodings[name] not in {"br", "gzip"}]
    assert {encoding for name, encoding in loaded.encodings.items() if name in loaded.sheets} == {"br"}


MODULES = sorted((ROOT / "static/js").glob("*.js")) + sorted((ROOT / "static/js").glob("[!b]*/*.js"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_module_of_a_bundle_imports_or_exports(module):
    """In a bundle each module is a block, where either is a syntax error that stops all of them."""
    assert not re.findall(r"^\s*(?:import|export)\b.*", module.read_text(), re.MULTILINE)


def test_collecting_again_starts_from_the_source_and_does_not_compress_twice(collected):
    sheet = collected / "css" / "bundles" / "console.css"
    before = sheet.read_text()
    compressed = next((collected / "css" / "bundles").glob("portal.*.css.br"))
    compressed.write_bytes(b"compressed before")
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    assert sheet.read_text() == before
    assert "@layer" in before
    assert compressed.read_bytes() == b"compressed before"


def test_an_authenticator_key_is_never_compressed(client, cast):
    page = signed_in(client, cast.olive).get("/profile/authentication/app/", headers=HEADERS)
    assert "Content-Encoding" not in page
    assert signed_in(client, cast.olive).get("/", headers=HEADERS)["Content-Encoding"] == "gzip"


def test_portal_api_responses_are_not_compressed(client, cast):
    token = api_tokens.issue(cast.olive).access_token
    response = client.get("/api/v1/organizations", headers={**HEADERS, "Authorization": f"Bearer {token}"})
    assert (response.status_code, len(response.content) > 200) == (200, True)
    assert "Content-Encoding" not in response
