"""Hosts that operators allow for connections: added and removed in the admin, with an audit row."""

import pytest
from django.db import IntegrityError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.models import AllowedHost
from tests.login import signed_in

ADDRESS = "/admin/organizations/allowedhost/"


@pytest.fixture
def oscar(client, cast):
    return signed_in(client, cast.oscar)


def add(oscar, host: str, note: str = ""):
    return oscar.post(f"{ADDRESS}add/", {"host": host, "note": note})


def test_an_operator_allows_a_host_in_the_form_in_which_urls_have_it(oscar, cast):
    assert add(oscar, " API.Example.com:443 ", "Ticket 7").status_code == 302
    assert AllowedHost.objects.get().host == "api.example.com"
    entry = AuditEntry.objects.get(event=Event.ALLOWED_HOST_ADDED)
    assert (entry.actor, entry.details["host"]) == (cast.oscar, "api.example.com")


def test_an_operator_stops_allowing_a_host(oscar, cast):
    for host in ("one.example.com", "two.example.com:8443", "three.example.com"):
        AllowedHost.objects.create(host=host)
    first, second, _third = AllowedHost.objects.order_by("pk")
    oscar.post(f"{ADDRESS}{first.pk}/delete/", {"post": "yes"})
    oscar.post(ADDRESS, {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"})
    assert [row.host for row in AllowedHost.objects.all()] == ["three.example.com"]
    entries = AuditEntry.objects.filter(event=Event.ALLOWED_HOST_REMOVED).order_by("pk")
    assert [(entry.actor, entry.details["host"]) for entry in entries] == [
        (cast.oscar, "one.example.com"),
        (cast.oscar, "two.example.com:8443"),
    ]


@pytest.mark.parametrize(
    "host",
    [
        "",
        "https://api.example.com",
        "api.example.com/v1",
        "user@api.example.com",
        "a b",
        "[::1]",
        "-a.example",
        "x:0",
        "x" * 300,
    ],
)
def test_what_is_no_host_is_refused(oscar, host):
    response = add(oscar, host)
    assert response.status_code == 200
    assert not AllowedHost.objects.exists()


def test_a_host_is_allowed_once(oscar):
    add(oscar, "api.example.com")
    assert add(oscar, "API.example.com").status_code == 200
    assert AllowedHost.objects.count() == 1


@pytest.mark.parametrize("host", ["https://api.example.com", "API.example.com", ""])
def test_the_database_holds_hosts_in_their_form_only(db, host):
    with pytest.raises(IntegrityError):
        AllowedHost.objects.create(host=host)


def test_a_host_is_not_changed_in_place(oscar):
    row = AllowedHost.objects.create(host="api.example.com")
    oscar.post(f"{ADDRESS}{row.pk}/change/", {"host": "evil.example.com"})
    row.refresh_from_db()
    assert row.host == "api.example.com"
