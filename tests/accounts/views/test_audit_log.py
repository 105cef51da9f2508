"""The user's own audit log, as a page and as CSV."""

import csv
import io
import re

import pytest
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import AuditEntry
from tests.cast import create_user

pytestmark = pytest.mark.django_db


def read(client, **parameters) -> str:
    """Return the text of the page, without the tags around names."""
    page = client.get(reverse("audit_log"), parameters).content.decode()
    return re.sub(r"</?(strong|bdi)>", "", page)


def test_the_audit_log_shows_actions_by_the_user_and_on_the_account_only(olive_client, olive):
    adam = create_user("adam")
    audit_log.record(Event.PASSKEY_RENAMED, by=olive)
    audit_log.record(Event.USER_STATUS_CHANGED, by=adam, target=olive)
    audit_log.record(Event.PASSWORD_REMOVED, by=adam, target=adam)
    page = olive_client.get(reverse("audit_log")).content.decode()
    assert "Renamed a passkey" in page
    assert "Changed an account" in page
    assert "Removed the password" not in page


def test_the_audit_log_is_searched_filtered_by_date_and_paged(olive_client, olive, clock):
    for number in range(60):
        audit_log.record(Event.SOCIAL_LINKED, by=olive, target=olive, provider=f"account {number}.")
    first = read(olive_client)
    assert "Linked account 59." in first
    assert "Linked account 5." not in first
    oldest_shown = AuditEntry.objects.get(details__provider="account 10.").pk
    assert "Linked account 5." in read(olive_client, before=oldest_shown)
    assert "Linked account 58." not in read(olive_client, search="linked 59.")
    assert "No matching events" in read(olive_client, since="2999-01-01")


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"before": "9" * 40},
        {"since": "yesterday"},
        {"since": "2026-99-99"},
        {"search": "%_'"},
    ],
)
def test_invalid_parameters_of_the_audit_log_are_ignored(olive_client, query):
    assert olive_client.get(reverse("audit_log"), query).status_code == 200


def test_the_csv_contains_exactly_the_filtered_rows_and_no_formula(olive_client, olive):
    audit_log.record(Event.SOCIAL_LINKED, by=olive, organization="=HYPERLINK(1)")
    audit_log.record(Event.SOCIAL_LINKED, by=olive, organization="other")
    response = olive_client.get(reverse("audit_log_csv"), {"search": "HYPERLINK"})
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert [(row["organization"], row["event"], row["description"]) for row in rows] == [
        ("'=HYPERLINK(1)", "social.linked", "linked a provider")
    ]
