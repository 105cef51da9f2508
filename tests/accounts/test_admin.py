"""Permissions of operators in the admin."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import AuditEntry, User
from tests.cast import create_operator
from tests.login import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def oscar(client):
    oscar = create_operator("oscar")
    signed_in(client, oscar)
    return oscar


def save(client, user, **fields):
    return client.post(f"/admin/accounts/user/{user.pk}/change/", {"_save": "", **fields})


@pytest.mark.parametrize("app", ["account", "socialaccount", "mfa", "usersessions"])
def test_a_user_cannot_change_the_sign_in_methods_of_others(client, oscar, app):
    models = list(apps.get_app_config(app).get_models())
    assert models
    assert not [model for model in models if admin.site.is_registered(model)]
    assert client.get(f"/admin/{app}/").status_code == 404


def test_closing_an_account_ends_its_sessions_and_is_audited(client, oscar, tess):
    browser, pair = signed_in(Client(), tess), api_tokens.issue(tess)
    assert save(client, tess).status_code == 302
    assert not User.objects.get(pk=tess.pk).is_active
    assert save(client, tess, is_active="on").status_code == 302
    assert User.objects.get(pk=tess.pk).is_active
    assert browser.get(reverse("profile"))["Location"].startswith(reverse("account_login"))
    with pytest.raises(api_tokens.InvalidToken):
        api_tokens.refresh(pair.refresh_token)
    entries = AuditEntry.objects.filter(event=Event.USER_STATUS_CHANGED, actor=oscar, target_id=str(tess.pk))
    assert [entry.details["is_active"] for entry in entries.order_by("pk")] == [False, True]


def test_making_an_operator_is_audited_for_the_user(client, oscar, tess):
    save(client, tess, is_active="on", is_staff="on")
    entry = AuditEntry.objects.get(event=Event.USER_STATUS_CHANGED, target_id=str(tess.pk))
    assert entry.details == {"fields": ["is_staff"], "is_staff": True}


def test_audit_rows_cannot_be_changed_in_the_admin(client):
    oscar = create_operator("oscar")
    entry = audit_log.record(Event.PROFILE_UPDATED, by=oscar)
    signed_in(client, oscar)
    assert client.get(f"/admin/accounts/auditentry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"event": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/").status_code == 403
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403
