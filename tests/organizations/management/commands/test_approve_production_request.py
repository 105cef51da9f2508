"""The command that approves a request does what the page in the admin does."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations import claims
from organizations.models import Environment
from organizations.production_requests.request_details import RequestDetails
from organizations.production_requests.submission import submit
from tests.cast import create_operator, create_organization, create_user
from tests.mail import last_mail_to


@pytest.fixture
def pending(db):
    return submit(RequestDetails("Shop", "shop", "We go live in May."), by=create_user("olive"))


def approve(request, *arguments: str) -> None:
    call_command("approve_production_request", str(request.pk), *arguments)


def test_it_creates_both_and_prints_the_id(pending, emulator, capsys):
    oscar = create_operator("oscar")
    approve(pending, "--note", "Welcome.", "--as", "oscar", "--reason", "Ticket 12")
    assert capsys.readouterr().out == "shop\n"
    entry = AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_APPROVED)
    assert (entry.actor, entry.details["reason"]) == (oscar, "Ticket 12")
    assert "Welcome." in last_mail_to(pending.requester.email).text


def test_it_needs_no_account(pending, emulator):
    approve(pending)
    pending.refresh_from_db()
    assert (pending.status, pending.decided_by) == ("approved", None)


def test_it_names_the_failed_step_and_tries_again(pending, emulator, settings):
    url, settings.EMULATOR_URL = settings.EMULATOR_URL, "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="“Create Production” failed: .* Run this again to retry"):
        approve(pending)
    settings.EMULATOR_URL = url
    approve(pending)
    pending.refresh_from_db()
    assert pending.status == "approved"


def test_it_says_that_another_process_creates_it(pending, emulator, monkeypatch):
    monkeypatch.setattr(claims, "MAX_WAIT", 0)
    running = "^Production for Shop is being created. Wait for the outcome.$"
    with claims.claim("shop", pending.requester), pytest.raises(CommandError, match=running):
        approve(pending)


def test_it_hands_over_connected_organizations(pending):
    create_organization(create_operator("oscar"), "real", Environment.PRODUCTION)
    approve(pending, "--production", "REAL")
    pending.refresh_from_db()
    assert (pending.production.pk, pending.production.owner) == ("real", pending.requester)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["999"], "There is no Production request 999"),
        (["{pk}", "--staging", "real_Staging"], "--staging requires --production"),
        (["{pk}", "--production", "nowhere"], "There is no organization nowhere"),
        (["{pk}", "--as", "stranger"], "No user has the username stranger"),
        (["{pk}", "--note", "x" * 2001], "at most 2,000 characters"),
        (["shop"], "invalid int value"),
    ],
)
def test_it_reports_an_error_in_one_sentence(pending, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(
            "approve_production_request", *(argument.format(pk=pending.pk) for argument in arguments)
        )
