"""The audit log of an organization in the Portal API: as its page shows it, filtered, paged and bounded."""

from datetime import timedelta

import pytest

from accounts.audit import log
from accounts.audit.events import Event
from lib import clock
from organizations.models import Organization
from tests.accounts.api.conftest import call

__all__ = ["call"]
PATH = "/organizations/acme/auditlog"


@pytest.fixture
def entries(cast):
    """Four entries of two days about the organization, one of another, and one before its creation."""
    now = clock.now()
    acme = cast.pair.production
    Organization.objects.filter(pk="acme").update(created_at=now - timedelta(days=3))
    rows = [
        log.entry(Event.ORGANIZATION_RENAMED, by=cast.adam, target=acme, organization="acme", before="A"),
        log.entry(Event.RESTORE_ENDED, target=acme, organization="acme", result="finished", writes=7),
        log.entry(Event.CONNECTION_TESTED, by=cast.olive, target=acme, organization="acme", secret="s3cr3t"),
        log.entry(Event.RESTORE_STARTED, by=cast.adam, target=acme, organization="acme", trigger="manual"),
        log.entry(Event.RESTORE_STARTED, by=cast.adam, organization="acme_Sandbox"),
        log.entry(Event.RESTORE_STARTED, by=cast.adam, organization="acme"),
    ]
    for row, days in zip(rows, (2, 2, 1, 0, 0, 4), strict=True):
        row.created_at = now - timedelta(days=days)
        row.save()
    return rows[:4]


def events(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["Event"] for item in response.json()["Items"]]


def day(days: int) -> str:
    return (clock.now() - timedelta(days=days)).date().isoformat()


def test_admins_read_the_audit_log_with_its_filters(call, cast, entries):
    for who in (cast.olive, cast.adam):
        assert events(call("GET", PATH, user=who)) == [
            "restore.started",
            "connection.tested",
            "restore.ended",
            "organization.renamed",
        ]
    for query, expected in {
        "event=restore.ended": ["restore.ended"],
        "by=ADAM": ["restore.started", "organization.renamed"],
        "by=portal": ["restore.ended"],
        "by=nobody": [],
        f"from={day(1)}": ["restore.started", "connection.tested"],
        f"to={day(2)}": ["restore.ended", "organization.renamed"],
        f"from={day(1)}&to={day(1)}": ["connection.tested"],
        f"by=adam&event=restore.started&from={day(0)}": ["restore.started"],
    }.items():
        assert events(call("GET", f"{PATH}?{query}", user=cast.adam)) == expected, query


def test_an_entry_says_who_did_what_and_holds_no_secret(call, cast, entries):
    response = call("GET", PATH, user=cast.olive)
    assert "s3cr3t" not in response.text
    by_event = {item["Event"]: item for item in response.json()["Items"]}
    ended = by_event["restore.ended"]
    assert (ended["Actor"], ended["Username"], ended["Result"]) == ("The portal", None, "Succeeded")
    assert ended["Details"] == [{"Name": "Writes", "Value": "7"}]
    renamed = by_event["organization.renamed"]
    assert (renamed["Actor"], renamed["Username"], renamed["Organization"]) == ("Adam", "adam", "acme")
    assert "renamed" in renamed["Description"]


def test_the_log_is_paged(call, cast, entries):
    pages = [call("GET", f"{PATH}?pageSize=3&page={page}", user=cast.adam).json() for page in (1, 2, 3)]
    assert [len(page["Items"]) for page in pages] == [3, 1, 0]
    assert pages[0]["Meta"]["TotalCount"] == 4


@pytest.mark.parametrize(
    "query",
    ["pageSize=101", "page=0", "event=nothing", "from=yesterday", "from=0001-01-01", "to=9999-12-31"],
)
def test_a_filter_that_means_nothing_is_refused(call, cast, query):
    response = call("GET", f"{PATH}?{query}", user=cast.adam)
    assert response.status_code == 400
    assert response.json()["Errors"][0]["Message"]


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("ida", 404), ("stan", 404)])
def test_others_do_not_read_the_log(call, cast, who, status):
    assert call("GET", PATH, user=cast.users[who]).status_code == status
