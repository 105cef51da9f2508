"""`manage.py connect_organization`."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from organizations.models import Organization


def run(remote, *arguments):
    options = ("--environment", "sandbox", "--owner", "stan", "--api-url", remote.base_url)
    out = io.StringIO()
    call_command("connect_organization", remote.portal_id, *options, *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_secret_comes_from_standard_input(remote, cast, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{remote.secret}\n"))
    assert run(remote, "--client-id", remote.client_id, "--as", "oscar", "--reason", "TICKET-7") == "hartwell"
    assert Organization.objects.get(pk="hartwell").owner == cast.stan
    entry = AuditEntry.objects.get(event="organization.connected")
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "TICKET-7")


def test_the_secret_can_come_from_the_environment(remote, cast, monkeypatch):
    monkeypatch.setenv("CONNECTION_SECRET", remote.secret)
    assert run(remote, "--client-id", remote.client_id, "--name", "Hartwell Trade") == "hartwell"
    assert Organization.objects.get(pk="hartwell").name == "Hartwell Trade"


def test_a_failed_test_ends_the_command_with_the_reason(remote, cast, monkeypatch):
    monkeypatch.setenv("CONNECTION_SECRET", "wrong")
    with pytest.raises(CommandError, match="OrderCloud refused the client ID and secret"):
        run(remote, "--client-id", remote.client_id)


def test_no_argument_takes_the_secret(remote, cast):
    with pytest.raises(CommandError, match="unrecognized arguments"):
        run(remote, "--client-id", remote.client_id, "--secret", remote.secret)
