"""Data, leaving, and one's own audit log."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import cleanup
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.mail import messages as mail_messages
from accounts.models import AuditEntry, DataExport, OutgoingMail, User
from accounts.profile import account_deletion, data_export
from accounts.tasks import build_data_export, build_pending_data_exports
from organizations import creation, deletion
from organizations.connections import provisioning
from organizations.models import Organization, Visit
from tests.cast import create_operator, create_team, create_user
from tests.login import signed_in
from tests.mail import last_mail_to, mails_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive():
    return create_user("olive", name="Olive Okafor")


@pytest.fixture
def me(client, olive):
    return signed_in(client, olive)


def test_an_export_with_a_lost_message_is_created_by_the_next_sweep(olive):
    data_export.request(olive)
    assert build_pending_data_exports() == 1
    assert DataExport.objects.get().ready_at
    assert build_pending_data_exports() == 0


def test_the_data_export_is_created_by_the_worker_and_emailed(me, olive):
    api_tokens.issue(olive)
    me.post(reverse("request_export"))
    me.post(reverse("request_export"))
    row = DataExport.objects.get()
    build_data_export(row.pk)
    assert last_mail_to(olive.email).subject == "Your data export is ready"
    answer = me.get(reverse("download_export", args=[row.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="olive-')
    data = json.loads(answer.content)
    assert data["profile"]["email"] == "olive@example.com"
    assert data["sign_in_methods"][0]["kind"] == "password"
    assert data["audit_log"]
    assert "md5$" not in answer.content.decode()
    assert olive.password not in answer.content.decode()


def test_a_user_cannot_download_the_export_of_another(olive):
    data_export.request(olive)
    build_data_export(DataExport.objects.get().pk)
    stranger = signed_in(Client(), create_user("stan"))
    assert stranger.get(reverse("download_export", args=[DataExport.objects.get().pk])).status_code == 404


def test_an_export_of_a_killed_worker_is_created_by_the_sweep_and_deleted_after_30_days(olive, clock):
    data_export.request(olive)
    assert cleanup.clean_up()["data exports built"] == 1
    clock.move(timedelta(days=30, seconds=1))
    assert cleanup.clean_up()["data exports"] == 1


def test_the_export_contains_actions_on_the_account_and_its_access(olive):
    adam = create_user("adam", name="Adam Lind")
    acme = Organization.objects.create(id="acme", name="Acme", environment="Sandbox", owner=olive)
    create_team(adam, "Catalogue", olive)
    Visit.objects.create(organization=acme, user=olive)
    audit_log.record(Event.USER_STATUS_CHANGED, by=adam, target=olive)
    mail_messages.send_notice(olive, "GitHub is linked", "You can now sign in with GitHub.")
    data = data_export.collect(olive)
    assert [(row["actor_name"], row["event"], row["description"]) for row in data["audit_log"]] == [
        ("Adam Lind", "user.status_changed", "changed an account")
    ]
    assert [row["id"] for row in data["owned"]] == ["acme"]
    assert [row["team"] for row in data["teams"]] == ["Catalogue"]
    assert [row["organization"] for row in data["visits"]] == ["acme"]
    assert [row["subject"] for row in data["emails"]] == ["GitHub is linked"]


def test_upper_layers_add_their_parts_to_the_file(olive, monkeypatch):
    monkeypatch.setattr(data_export, "_sections", {})
    data_export.register_section("shoe_size", lambda user: 42)
    assert data_export.collect(olive)["shoe_size"] == 42


def test_deleting_an_account_deletes_the_user_and_removes_the_email_from_audit_rows(me, olive):
    audit_log.record(Event.PROFILE_UPDATED, by=olive)
    OutgoingMail.objects.create(
        sender="x@example.com", recipients=[olive.email], subject="S", text="T", sent_at=olive.date_joined
    )
    assert me.post(reverse("delete_account"), {"username": "adam"}).status_code == 422
    answer = me.post(reverse("delete_account"), {"username": "Olive"})
    assert answer["Location"] == reverse("account_deleted")
    assert not User.objects.exists()
    assert me.get(reverse("account_deleted")).status_code == 200
    assert "_auth_user_id" not in me.session
    entry = AuditEntry.objects.get(event=Event.PROFILE_UPDATED)
    assert (entry.actor, entry.actor_name) == (None, "Olive Okafor")
    assert "olive@example.com" not in str(list(AuditEntry.objects.values()))
    assert [mail.subject for mail in mails_to("olive@example.com")] == ["Your account was deleted"]


def test_an_owner_cannot_delete_their_account(me, olive, monkeypatch):
    holding = account_deletion.OwnedResource(
        "Hartwell", "hartwell", "Production", "11 contributors", "/x/", "Transfer"
    )
    monkeypatch.setattr(account_deletion, "_ownership_checks", [lambda user: [holding]])
    page = me.get(reverse("account_data")).content.decode()
    assert "You can’t delete your account while you own 1 organization." in page
    assert "Transfer" in page
    assert me.post(reverse("delete_account"), {"username": "olive"})["Location"] == reverse("account_data")
    with pytest.raises(account_deletion.OwnershipBlocksDeletion):
        account_deletion.delete_account(olive)
    assert User.objects.exists()


def test_an_owner_cannot_be_deleted_by_a_direct_request(me, olive, monkeypatch):
    Organization.objects.create(id="acme", name="Acme", environment="Sandbox", owner=olive)
    assert "no one else" in me.get(reverse("account_data")).content.decode()
    monkeypatch.setattr(account_deletion, "_ownership_checks", [])
    answer = me.post(reverse("delete_account"), {"username": "olive"})
    assert answer["Location"] == reverse("account_data")
    assert "while you own 1 organization." in me.get(answer["Location"]).content.decode()
    assert User.objects.exists()


@pytest.fixture
def deleted_pair(emulator, olive):
    """A pair of Olive's on the emulator, just deleted."""
    production = creation.create("Acme", owner=olive, id="acme", environment="Production")
    deletion.delete(production, by=olive)
    return production


def test_deleting_an_account_purges_its_deleted_organizations(me, olive, emulator, deleted_pair):
    assert "while you own" not in me.get(reverse("account_data")).content.decode()
    page = me.get(reverse("delete_account")).content.decode()
    assert "can’t be recovered afterwards" in page
    assert "acme_Staging" in page
    assert [row["id"] for row in data_export.collect(olive)["owned"]] == ["acme", "acme_Staging"]
    answer = me.post(reverse("delete_account"), {"username": "olive"})
    assert answer["Location"] == reverse("account_deleted")
    assert not User.objects.exists()
    assert not Organization.objects.exists()
    assert not emulator.emulator.organizations.all()
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_PURGED, actor_name="Olive Okafor").count() == 2


def test_a_failed_purge_keeps_the_account(me, olive, deleted_pair, monkeypatch):
    monkeypatch.setattr(deletion.provisioning, "purge", unreachable)
    answer = me.post(reverse("delete_account"), {"username": "olive"}, follow=True)
    assert "acme could not be purged now. Try again in a few minutes." in answer.content.decode()
    assert User.objects.exists()
    assert Organization.objects.count() == 2


def unreachable(organization):
    raise provisioning.Unreachable("Nobody answers.")


def test_nothing_is_purged_while_the_user_owns_an_organization(olive, deleted_pair):
    creation.create_sandbox("Shop", by=olive, id="shop")
    with pytest.raises(account_deletion.OwnershipBlocksDeletion):
        account_deletion.delete_account(olive)
    assert Organization.objects.count() == 3


def test_a_team_is_labeled_as_a_team(me, olive):
    Organization.objects.create(id="acme", name="Acme", environment="Sandbox", owner=olive)
    create_team(olive, "Catalogue", create_user("tess"))
    page = me.get(reverse("account_data")).content.decode()
    assert "You can’t delete your account while you own 1 organization and 1 team." in page
    assert "Transfer or delete them first." in page
    assert "1 member" in page


def test_the_audit_log_shows_actions_by_the_user_and_on_the_account_only(me, olive):
    adam = create_user("adam")
    audit_log.record(Event.PASSKEY_RENAMED, by=olive)
    audit_log.record(Event.USER_STATUS_CHANGED, by=adam, target=olive)
    audit_log.record(Event.PASSWORD_REMOVED, by=adam, target=adam)
    page = me.get(reverse("audit_log")).content.decode()
    assert "Renamed a passkey" in page
    assert "Changed an account" in page
    assert "Removed the password" not in page


def test_the_audit_log_is_searched_filtered_by_date_and_paged(me, olive, clock):
    for number in range(60):
        audit_log.record(Event.SOCIAL_LINKED, by=olive, target=olive, provider=f"account {number}.")
    first = me.get(reverse("audit_log")).content.decode()
    assert "Linked account 59." in first
    assert "Linked account 5." not in first
    oldest_shown = AuditEntry.objects.get(details__provider="account 10.").pk
    assert "Linked account 5." in me.get(reverse("audit_log"), {"before": oldest_shown}).content.decode()
    assert "Linked account 58." not in me.get(reverse("audit_log"), {"search": "linked 59"}).content.decode()
    assert "No matching events" in me.get(reverse("audit_log"), {"since": "2999-01-01"}).content.decode()


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
def test_invalid_parameters_of_the_audit_log_are_ignored(me, query):
    assert me.get(reverse("audit_log"), query).status_code == 200


def test_the_csv_contains_exactly_the_filtered_rows_and_no_formula(me, olive):
    audit_log.record(Event.SOCIAL_LINKED, by=olive, organization="=HYPERLINK(1)")
    audit_log.record(Event.SOCIAL_LINKED, by=olive, organization="other")
    answer = me.get(reverse("audit_log_csv"), {"search": "HYPERLINK"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["organization"], row["event"], row["description"]) for row in rows] == [
        ("'=HYPERLINK(1)", "social.linked", "linked a provider")
    ]


def test_audit_rows_cannot_be_changed_in_the_admin(client):
    oscar = create_operator("oscar")
    entry = audit_log.record(Event.PROFILE_UPDATED, by=oscar)
    signed_in(client, oscar)
    assert client.get(f"/admin/accounts/auditentry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"event": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/").status_code == 403
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403


def test_expired_sessions_are_deleted():
    now = timezone.now()
    for key, age in [("expired", -1), ("in use", 1)]:
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=age))
    assert cleanup.clean_up()["sessions"] == 1
    assert Session.objects.get().session_key == "in use"
