"""Data exports."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import cleanup
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.mail import messages as mail_messages
from accounts.models import DataExport
from accounts.profile import data_export
from accounts.tasks import build_data_export, build_pending_data_exports
from organizations.models import Organization, Visit
from tests.cast import create_team, create_user
from tests.login import signed_in
from tests.mail import last_mail_to

pytestmark = pytest.mark.django_db


def test_an_export_with_a_lost_message_is_created_by_the_next_sweep(olive):
    data_export.request(olive)
    assert build_pending_data_exports() == 1
    assert DataExport.objects.get().ready_at
    assert build_pending_data_exports() == 0


def test_the_data_export_is_created_by_the_worker_and_emailed(olive_client, olive):
    api_tokens.issue(olive)
    olive_client.post(reverse("request_export"))
    olive_client.post(reverse("request_export"))
    row = DataExport.objects.get()
    build_data_export(row.pk)
    assert last_mail_to(olive.email).subject == "Your data export is ready"
    response = olive_client.get(reverse("download_export", args=[row.pk]))
    assert response["Content-Disposition"].startswith('attachment; filename="olive-')
    data = json.loads(response.content)
    assert data["profile"]["email"] == "olive@example.com"
    assert data["sign_in_methods"][0]["kind"] == "password"
    assert data["audit_log"]
    assert "md5$" not in response.content.decode()
    assert olive.password not in response.content.decode()


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
