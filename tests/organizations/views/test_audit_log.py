"""The audit log of an organization: for whom, about what, filtered, paged and exported."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import confirmation
from accounts.codes.one_time import WrongCode
from accounts.models import AuditEntry
from accounts.operators import Operator
from lib import clock as portal_clock
from organizations.renaming import rename
from tests.cast import create_organization
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, wrong

PAGE = "/organizations/acme/audit-log/"
CSV = "/organizations/acme/audit-log/csv/"


@pytest.fixture
def read(client, cast):
    """The text of the page for a user: `read(user, since="2026-11-01")`."""

    def text(user=cast.olive, page=PAGE, **parameters) -> str:
        html = signed_in(client, user).get(page, parameters).content.decode()
        return re.sub(r"</?(strong|bdi)>", "", html)

    return text


@pytest.fixture
def export(client, cast):
    """The rows of the CSV for the owner."""

    def rows(**parameters) -> list[dict[str, str]]:
        content = signed_in(client, cast.olive).get(CSV, parameters).getvalue().decode()
        return list(csv.DictReader(io.StringIO(content)))

    return rows


def record(event=Event.RESTORE_HELD, organization="acme", **fields) -> AuditEntry:
    return audit_log.record(event, organization=organization, **fields)


def sentences(page: str) -> list[str]:
    return re.findall(r'class="log-action">(.*?)</span>', page)


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_owner_and_admins_read_the_audit_log(read, cast, who):
    rename(cast.pair.production, "Acme Tools", by=cast.adam)
    page = read(cast.users[who])
    assert sentences(page) == ["Renamed the organization from “Acme” to “Acme Tools”"]


@pytest.mark.parametrize("who", ["victor", "tess"])
@pytest.mark.parametrize("address", [PAGE, CSV])
def test_other_contributors_are_told_who_may_read_it(client, cast, who, address):
    response = signed_in(client, cast.users[who]).get(address)
    assert response.status_code == 403
    page = response.content.decode()
    assert (
        "Only the owner and admins can view the audit log of this organization. The owner is Olive." in page
    )
    assert "/organizations/acme/audit-log/" not in page


def test_nothing_of_another_organization_is_shown_or_exported(read, export, cast):
    record(organization="acme_Staging", by=cast.stan)
    record(organization="acme_sandbox", by=cast.stan)
    record(Event.USER_SIGNED_IN, organization="", by=cast.olive)
    assert "No events yet" in read()
    assert "Stan" not in read()
    assert export() == []


def test_entries_of_a_purged_organization_with_the_same_id_stay_hidden(read, export, cast, clock):
    record(by=cast.stan)
    cast.pair.production.created_at = portal_clock.now()
    cast.pair.production.save()
    record(Event.ORGANIZATION_CREATED, by=cast.olive)
    assert sentences(read()) == ["Created the organization"]
    assert len(export()) == 1
    assert "Stan" not in read()


def test_entries_from_before_a_rename_stay(read, cast):
    record()
    rename(cast.pair.production, "Acme Tools", by=cast.adam)
    assert len(sentences(read())) == 2


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"search": "renamed tools"}, [Event.ORGANIZATION_RENAMED]),
        ({"search": "TICKET"}, [Event.ORGANIZATION_RENAMED]),
        ({"search": "products/tqw"}, [Event.CONSOLE_REQUEST_SENT]),
        ({"person": "adam"}, [Event.CONSOLE_REQUEST_SENT]),
        ({"person": "portal"}, [Event.RESTORE_HELD]),
        ({"event": "restore"}, [Event.RESTORE_HELD]),
        ({"event": "organization.renamed"}, [Event.ORGANIZATION_RENAMED]),
        ({"event": "console_request", "person": "portal"}, []),
        ({"person": str(2**63 - 1)}, []),
        ({"search": "%_'\\"}, []),
        ({"since": "2999-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"since": "yesterday", "event": "nothing", "person": "²"}, None),
        ({"since": "9999-12-31", "until": "0001-01-01"}, None),
    ],
)
def test_search_person_event_and_days_filter_page_and_csv_alike(read, export, cast, parameters, found):
    rename(cast.pair.production, "Acme Tools", by=Operator(cast.oscar, "Ticket 7"))
    record(Event.CONSOLE_REQUEST_SENT, by=cast.adam, method="PATCH", path="/products/TQW-1", status=200)
    record()
    if parameters.get("person") == "adam":
        parameters = {"person": str(cast.adam.pk)}
    expected = AuditEntry.objects.count() if found is None else len(found)
    assert len(sentences(read(**parameters))) == expected
    events = [row["event"] for row in export(**parameters)]
    assert len(events) == expected
    assert found is None or events == found


def test_each_filter_has_a_chip_that_removes_it_alone(read, cast):
    record(by=cast.adam)
    page = read(search="held", person=str(cast.adam.pk), event="restore", since="2020-11-01")
    chips = re.findall(r'class="chip" aria-current="true" href="([^"]*)">(?:<span>)?(.*?)<', page)
    assert [name for _address, name in chips] == ["“held”", "Adam", "Restore", "Since 1 Nov 2020"]
    assert chips[3][0] == f"?search=held&amp;person={cast.adam.pk}&amp;event=restore"


def test_days_are_those_of_the_readers_time_zone(read, cast):
    cast.olive.time_zone = "Asia/Tokyo"
    cast.olive.save()
    cast.pair.production.created_at -= timedelta(days=3650)
    cast.pair.production.save()
    with time_machine.travel(datetime(2026, 11, 27, 15, 30, tzinfo=UTC), tick=False):
        record()  # on the 28th in Tokyo
        assert sentences(read(since="2026-11-28")) == ["Held a restore"]
        assert sentences(read(until="2026-11-27")) == []


def test_pages_lead_to_older_and_newer_entries_without_gap_or_repetition(read, cast):
    for number in range(120):
        record(Event.CONSOLE_REQUEST_SENT, operation=f"Call{number:03}", by=cast.adam)
    expected = [f"Sent Call{number:03} in the console" for number in range(119, -1, -1)]
    page, seen = read(), []
    while True:
        seen.append(sentences(page))
        older = re.search(r'id="page-older" rel="next" href="\?before=(\d+)"', page)
        if not older:
            break
        record()  # what is new moves nothing
        page = read(before=older[1])
    assert sum(seen, []) == expected
    assert "103–122 of 122" in page
    newer = re.search(r'id="page-newer" rel="prev" href="\?after=(\d+)"', page)[1]
    assert sentences(read(after=newer)) == seen[1]


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"after": "1"}, {"after": "²"}])
def test_an_unknown_page_is_the_newest(read, cast, query):
    foreign = record(organization="acme_Staging")
    record()
    assert len(sentences(read(**query))) == 1
    assert len(sentences(read(before=str(foreign.pk)))) == 1


def test_an_operators_address_is_hidden_and_a_contributors_shown(client, read, export, cast):
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                event=Event.CONNECTION_SECRET_ROTATED,
                organization="acme",
                actor=user,
                actor_name=str(user),
                ip=ip,
                details=details,
            )
            for user, ip, details in [
                (cast.oscar, "10.4.0.3", {"operator": True, "reason": "Ticket 7"}),
                (cast.adam, "81.230.14.9", {}),
            ]
        ]
    )
    page = read()
    assert "81.230.14.9" in page
    assert "10.4.0.3" not in page
    assert "Rotated the connection secret as an operator" in page
    assert "<dt>Reason</dt><dd>Ticket 7</dd>" in page
    assert [(row["actor"], row["ip"], row["as_operator"], row["reason"]) for row in export()] == [
        ("Adam", "81.230.14.9", "no", ""),
        ("Oscar", "", "yes", "Ticket 7"),
    ]


def test_details_that_are_not_known_to_be_safe_are_neither_shown_nor_exported_nor_searched(read, export):
    record(
        Event.STAGING_PAIR_LINKED, organization="acme", production="hidden-id", nested={"a": ["hidden-id"]}
    )
    assert "hidden-id" not in read()
    assert "hidden-id" not in str(export())
    assert sentences(read(search="hidden")) == []


def test_an_entry_does_not_name_the_other_organization_of_the_pair(read, cast):
    page = "/organizations/acme_Staging/audit-log/"
    record(organization="acme_Staging", target=cast.pair)
    cast.pair.production.access_grants.all().delete()
    assert "from acme" not in read(cast.adam, page)
    assert sentences(read(cast.adam, page, search="from")) == []


def test_names_typed_by_users_are_escaped_and_keep_their_direction(client, cast):
    rename(cast.pair.production, "<script>שלום</script>", by=cast.olive)
    html = signed_in(client, cast.olive).get(PAGE).content.decode()
    assert "<strong><bdi>&lt;script&gt;שלום&lt;/script&gt;</bdi></strong>" in html
    assert "<script>ש" not in html


def test_no_cell_of_the_csv_is_a_formula(export, cast):
    record(by=Operator(cast.oscar, "=HYPERLINK(1)"))
    assert export()[0]["reason"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("purpose", ["delete", "transfer"])
def test_each_entry_of_a_code_says_what_the_code_is_for(read, export, cast, purpose):
    scope = (cast.olive, purpose, "organization", "acme")
    action = confirmation.ActionDescription(title="act", effect="acts.")
    confirmation.send_code(*scope, describe=action)
    code = code_in(last_mail_to(cast.olive.email))
    with pytest.raises(WrongCode):
        confirmation.check_code(*scope, wrong(code))
    confirmation.check_code(*scope, code)
    found = [
        f"Confirmed with a code to {purpose} the organization",
        f"Entered a wrong code to {purpose} the organization",
        f"Requested a code to {purpose} the organization",
    ]
    assert sentences(read()) == sentences(read(search=f"code {purpose}")) == found
    assert [row["description"].capitalize() for row in export()] == found
    confirmation.send_code(cast.olive, purpose, "organization", "other", describe=action)
    assert sentences(read(search="code withdraw")) == []
    assert len(sentences(read())) == 3


def test_days_in_the_wrong_order_are_named_as_the_reason_why_nothing_matches(read, cast):
    record()
    page = read(since="2026-11-28", until="2026-11-27")
    assert "Until is before Since. Choose a day from 28 Nov 2026 on, or remove one of the two." in page
    assert "before Since" not in read(since="2999-01-01", until="2999-01-01")


def test_htmx_gets_only_the_entries_and_the_link_that_exports_them(client, cast):
    record()
    response = signed_in(client, cast.olive).get(PAGE, {"event": "restore"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<h1" not in html
    assert 'id="export" hx-swap-oob="true"' in html
    assert f'href="{CSV}?event=restore"' in html


def test_many_entries_of_many_people_take_as_many_queries_as_one_page_of_one(client, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    client = signed_in(client, cast.olive)
    client.get(PAGE)  # the first request of a session notes that it is in use
    record(by=cast.adam)
    few = queries()
    for user in cast.users.values():
        for _ in range(20):
            record(by=user)
    assert queries() == few + 1  # beyond one page it counts them
    for user in cast.users.values():
        for _ in range(20):
            record(by=user)
    assert queries() == few + 1


def test_the_menu_leads_owner_and_admins_to_the_audit_log(read, cast):
    assert f'href="{PAGE}"' in read(cast.adam, "/organizations/acme/")
    assert f'href="{PAGE}"' not in read(cast.victor, "/organizations/acme/")
    create_organization(cast.adam, "shop_Sandbox")
    assert 'href="/organizations/shop_Sandbox/audit-log/"' in read(cast.adam, "/organizations/shop_Sandbox/")
