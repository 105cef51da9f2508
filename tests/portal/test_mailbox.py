"""The mailbox of the embedded default, which only this machine can read."""

import pytest
from werkzeug.test import Client as WsgiClient

from accounts.mail import outbox
from accounts.social.stand_ins.github import GitHub
from accounts.social.stand_ins.serving import local_only

FORWARDED = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "portal.example.com"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "203.0.113.7"},
]
PATHS = ["/mailbox/", "/accounts/login/", "/admin/", "/api/v1/me", "/alive/", "/nowhere/"]


@pytest.fixture(autouse=True)
def _embedded(settings, db):
    settings.EMBEDDED = True
    outbox.queue_mail("olive@example.com", "Your code", "The code is 123456.")


def test_the_mailbox_is_readable_from_this_machine(client):
    assert "123456" in client.get("/mailbox/").content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", FORWARDED, ids=lambda headers: next(iter(headers)))
def test_the_mailbox_is_not_served_to_forwarded_requests(client, path, headers):
    assert client.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("address", ["203.0.113.7", "192.168.1.5", "2001:db8::7", ""])
def test_the_mailbox_is_not_served_to_another_address(client, address):
    assert client.get("/mailbox/", REMOTE_ADDR=address).status_code == 404


def test_a_configured_portal_has_no_mailbox(client, settings):
    settings.EMBEDDED = False
    assert client.get("/mailbox/").status_code == 404


def test_a_configured_portal_responds_through_its_proxy(client, settings):
    settings.EMBEDDED = False
    assert client.get("/alive/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 200


def test_a_stand_in_does_not_serve_forwarded_requests():
    stand_in = WsgiClient(local_only(GitHub()))
    assert stand_in.get("/stand-in.css").status_code == 200
    assert stand_in.get("/stand-in.css", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
