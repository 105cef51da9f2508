"""The embedded default keeps its data and keys in one folder."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal import embedded


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_key_is_generated_once_and_reused(folder):
    assert embedded.get_or_create_key("secret") == embedded.get_or_create_key("secret")
    assert len(embedded.get_or_create_key("secret")) >= 50


def test_keys_are_readable_by_their_owner_only(folder):
    embedded.get_or_create_key("encryption")
    assert stat.S_IMODE((folder / "keys" / "encryption").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700


def test_concurrent_starts_use_one_key(folder):
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: embedded.get_or_create_key("emulator"), range(64)))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_URL", "https://portal.example.com"),
        ("PORTAL_URL", "http://192.0.2.7:8000"),
        ("PORTAL_HOSTS", "localhost,portal.example.com"),
        ("PORTAL_BIND", "0.0.0.0:8000"),
        ("PORTAL_BIND", ":8000"),
        ("PORTAL_BEHIND_PROXY", "1"),
        ("PORTAL_BEHIND_PROXY", "true"),
    ],
)
def test_the_embedded_default_does_not_start_on_a_public_address(name, value):
    assert embedded.configuration_error({name: value}).startswith(
        f"{name} is {value}, but without DATABASE_URL"
    )


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"PORTAL_URL": "http://localhost:8010", "PORTAL_BIND": "127.0.0.1:8010", "PORTAL_HOSTS": "localhost"},
        {"PORTAL_URL": "http://[::1]:8010", "PORTAL_BIND": "[::1]:8010", "PORTAL_BEHIND_PROXY": "false"},
    ],
)
def test_the_embedded_default_starts_on_a_loopback_address(environ):
    assert embedded.configuration_error(environ) == ""
