"""The import of people, organizations and contributors from a file of JSON lines."""

import json
import threading

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice, OutgoingMail, User
from contributors.effective_access import effective_access
from contributors.imports import contributors as importing_contributors
from contributors.imports.importing import count_outcomes
from contributors.imports.lines import MAX_LINE_LENGTH
from contributors.models import AccessGrant
from contributors.ownership import transfer as transferring
from organizations.connections import provisioning
from organizations.models import Connection, Organization
from tests.concurrency import Meeting
from tests.contributors.imports.lines import (
    EVERYTHING,
    NAMELESS,
    ORGANIZATION,
    PERSON,
    as_file,
    outcomes,
    run,
)


@pytest.mark.django_db
def test_people_organizations_and_contributors_are_imported_in_any_order_of_the_lines():
    assert outcomes(run(*EVERYTHING)) == ["created"] * 4
    kim, north = User.objects.get(email="kim@example.com"), Organization.objects.get(pk="north")
    assert (kim.username, kim.name, kim.has_usable_password()) == (None, "Kim Park", False)
    assert (north.owner.username, north.name, north.environment, north.region) == (
        "dana",
        "north",
        "Production",
        "usw",
    )
    access = effective_access(kim, north)
    assert access.settings.roles == ("ProductReader", "OrderAdmin")
    assert access.settings.permissions == {"is_admin", "impersonate_buyer", "impersonate_seller"}


@pytest.mark.django_db
def test_an_imported_organization_is_not_connected():
    run(*EVERYTHING)
    assert Connection.objects.get(organization="north").status == Connection.Status.DISCONNECTED


@pytest.mark.django_db
def test_with_the_emulator_an_imported_organization_gets_a_marketplace(emulator):
    run(PERSON, ORGANIZATION, emulator=True)
    connection = Connection.objects.get(organization="north")
    assert (connection.type, connection.status) == (Connection.Type.EMULATOR, Connection.Status.WORKS)


@pytest.mark.django_db
def test_importing_a_file_twice_changes_nothing():
    run(*EVERYTHING)
    before = list(AccessGrant.objects.values()), list(User.objects.values()), AuditEntry.objects.count()
    assert outcomes(run(*EVERYTHING)) == ["unchanged"] * 4
    after = list(AccessGrant.objects.values()), list(User.objects.values()), AuditEntry.objects.count()
    assert before == after


def test_access_that_someone_changed_meanwhile_stays_unless_told_otherwise(cast):
    line = {"type": "contributor", "organization": "acme", "user": "victor", "roles": ["OrderAdmin"]}
    assert outcomes(run(line)) == ["kept"]
    assert "OrderAdmin" not in effective_access(cast.victor, cast.pair.production).roles
    assert outcomes(run(line, update=True)) == ["updated"]
    assert effective_access(cast.victor, cast.pair.production).roles == ("OrderAdmin",)


def test_an_imported_contributor_needs_not_accept_an_invitation_that_waits(cast):
    line = {"type": "contributor", "organization": "acme", "user": "ida", "roles": ["OrderAdmin"]}
    assert outcomes(run(line)) == ["created"]
    assert effective_access(cast.ida, cast.pair.production).roles == ("OrderAdmin",)


def test_the_owner_needs_no_access_of_their_own(cast):
    assert outcomes(run({"type": "contributor", "organization": "acme", "user": "olive"})) == ["unchanged"]
    assert not AccessGrant.objects.filter(user=cast.olive).exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_transfer_to_the_same_person_do_not_wait_for_each_other(cast, monkeypatch):
    line = {"type": "contributor", "organization": "acme_Sandbox", "user": "adam", "roles": ["OrderAdmin"]}
    has_user, has_grant = threading.Event(), threading.Event()
    meeting = Meeting(monkeypatch)
    meeting.stop(transferring, "_change_owner", has_user, has_grant, before=True)
    meeting.stop(importing_contributors, "_save", has_grant, has_user, before=False)
    meeting.run(
        lambda: transferring.transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.olive),
        lambda: run(line, update=True, notify=True),
    )
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.owner == cast.adam


@pytest.mark.django_db
def test_a_dry_run_reports_the_same_and_keeps_nothing(emulator):
    assert outcomes(run(*EVERYTHING, dry_run=True, emulator=True)) == ["created"] * 4
    assert not User.objects.exists()
    assert not Organization.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not provisioning.exists(Organization(id="north", environment="Production"))


@pytest.mark.django_db
def test_no_one_is_told_unless_wanted():
    run(*EVERYTHING)
    assert not OutgoingMail.objects.exists()
    assert not Notice.objects.exists()


def test_those_whose_access_is_imported_are_told_if_wanted(cast):
    run({"type": "contributor", "organization": "acme", "user": "stan", "roles": ["OrderAdmin"]}, notify=True)
    notice = Notice.objects.get()
    assert (notice.user, notice.sentence) == (
        cast.stan,
        "An operator of this portal changed your access: added OrderAdmin.",
    )


WRONG_LINES = [
    ({"type": "person"}, "Email is missing."),
    ({"type": "person", "Email": 7}, "Email must be text."),
    ({"type": "person", "Email": "nowhere"}, "Enter a valid email address."),
    (
        {"type": "person", "Email": "new@example.com", "Username": "victor"},
        "an account with another email",
    ),
    ({"type": "person", "Email": "new@example.com", "Username": "v1ctor"}, "v1ctor is taken."),
    ({"type": "person", "Email": "new@example.com", "Username": "a b"}, "Use letters A to Z"),
    ({"type": "person", "Email": "new@example.com", "Username": "admin"}, "admin is reserved."),
    ({"type": "person", "Email": "victor@example.com", "Username": "viktor"}, "has an account with"),
    ({"type": "person", "Email": "new@example.com", "Name": "x" * 151}, "Use at most 150 characters."),
    ({"type": "person", "Email": "new@example.com", "Shoe": 1, "Hat": 2}, "Unknown fields: hat, shoe."),
    ({"type": "organization", "ID": "x y", "Environment": "Sandbox", "Owner": "olive"}, "Use letters"),
    ({"type": "organization", "ID": "new", "Environment": "Sandbox", "Owner": "olive"}, "taken"),
    ({"type": "organization", "ID": "z", "Environment": "Moon", "Owner": "olive"}, "no environment Moon"),
    ({"type": "organization", "ID": "z", "Environment": "Sandbox", "Owner": "x"}, "has the username x"),
    (
        {"type": "organization", "ID": "ACME", "Environment": "Production", "Owner": "adam"},
        "another owner",
    ),
    ({"type": "organization", "ID": "acme", "Environment": "Sandbox", "Owner": "olive"}, "Neither can"),
    (
        {"type": "organization", "ID": "z_Staging", "Environment": "Sandbox", "Owner": "olive"},
        "can't end",
    ),
    ({"type": "contributor", "organization": "acme"}, "Username is missing."),
    ({"type": "contributor", "organization": "nowhere", "user": "stan"}, "no organization nowhere"),
    ({"type": "contributor", "organization": "acme", "user": "nobody"}, "has the username nobody"),
    ({"type": "contributor", "organization": "acme", "user": "stan", "roles": "X"}, "a list of names"),
    (
        {"type": "contributor", "organization": "acme", "user": "stan", "roles": ["OrderAdmn"]},
        "OrderAdmin?",
    ),
    ({"type": "contributor", "organization": "acme", "user": "stan", "admin": "yes"}, "true or false"),
    (
        {"type": "contributor", "organization": "acme", "user": "stan", "permissions": ["Fly"]},
        "Fly is not",
    ),
    ({"type": "contributor", "organization": "acme", "user": "stan", "email": "o@x.io"}, "another email"),
    ({"type": "team", "ID": "new", "Owner": "olive"}, "This ID is taken."),
    ({"type": "team", "ID": "traders", "Owner": "adam"}, "has another owner"),
    ({"type": "team_member", "Team": "nothing", "Username": "stan"}, "There is no team nothing."),
    ({"type": "contributor", "organization": "acme", "team": "nothing"}, "There is no team nothing."),
    ({"type": "spaceship"}, "There is no type spaceship."),
    ({"name": "x"}, "type is missing."),
    ([1], "not a JSON object"),
    (b"{", "not JSON"),
    (b'{"type":"person","Email":"caf\xe9@example.com"}', "not UTF-8"),
    (b'{"type":"person","Email":"a\\u0000@example.com"}', "Remove the characters"),
    (b'{"type":"person","Email":"\\ud800"}', "Remove the characters"),
    (b'{"type":"person","email":"a@example.com","Email":"b@example.com"}', "appears twice"),
    (b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "not JSON"),
    (b'{"type":"person","Name":"' + b"x" * MAX_LINE_LENGTH + b'"}', "longer than 64 KB"),
]


def test_a_line_that_is_wrong_fails_with_a_sentence_and_the_others_are_imported(cast):
    before = AccessGrant.objects.count(), Organization.objects.count()
    *failed, last = run(*(line for line, _ in WRONG_LINES), NAMELESS)
    for line, (written, sentence) in zip(failed, WRONG_LINES, strict=True):
        assert str(line.result.outcome) == "failed", written
        assert sentence in line.result.message
    assert (last.number, str(last.result.outcome)) == (len(WRONG_LINES) + 1, "created")
    assert (AccessGrant.objects.count(), Organization.objects.count()) == before


@pytest.mark.django_db
def test_a_byte_order_mark_and_empty_lines_say_nothing():
    lines = run(b"\xef\xbb\xbf" + json.dumps(PERSON).encode(), b"", b"  \r")
    assert outcomes(lines) == ["created"]


@pytest.mark.django_db
def test_the_audit_log_says_who_imported_and_why():
    run(*EVERYTHING, {"type": "person"})
    entry = AuditEntry.objects.get(event=Event.PEOPLE_IMPORTED)
    assert (entry.details["created"], entry.details["failed"], entry.details["reason"]) == (4, 1, "move")
    recorded = set(AuditEntry.objects.values_list("event", flat=True))
    assert {Event.USER_REGISTERED, Event.ORGANIZATION_CREATED, Event.ACCESS_CHANGED} <= recorded


@pytest.mark.django_db
def test_the_command_reports_by_line_and_exits_with_1_if_one_failed(tmp_path, capsys):
    path = tmp_path / "people.jsonl"
    path.write_bytes(as_file(PERSON, {"type": "person"}).read())
    with pytest.raises(SystemExit, match="1"):
        call_command("import_people", str(path))
    assert capsys.readouterr().out == (
        "Line 1: person dana@example.com created.\n"
        "Line 2: person failed. Email is missing.\n"
        "1 created, 1 failed.\n"
    )
    path.write_bytes(as_file(PERSON).read())
    call_command("import_people", str(path), "--json", "--dry-run")
    report = json.loads(capsys.readouterr().out)
    assert (report["dry_run"], report["counts"]["unchanged"], report["lines"][0]["outcome"]) == (
        True,
        1,
        "unchanged",
    )


def test_a_file_that_cannot_be_read_is_said_so(cast, tmp_path):
    with pytest.raises(CommandError, match=r"can't be read"):
        call_command("import_people", str(tmp_path / "missing"))
    assert count_outcomes([])["failed"] == 0
