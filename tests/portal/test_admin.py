"""The operator admin: its pages, their wording, and their actions."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations import deletion
from organizations.models import StagingPair
from portal.admin_site import APPS
from tests.cast import create_access
from tests.login import signed_in


@pytest.fixture
def oscar(client, cast):
    """Oscar's browser."""
    return signed_in(client, cast.oscar)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_only_admin_pages_of_the_portal_are_registered(oscar):
    models = {
        model for model in admin.site._registry if model._meta.app_config.name.split(".")[0] not in APPS
    }
    assert models == {PeriodicTask}
    index = text(oscar.get("/admin/"))
    assert "Organizations" in index
    for leftover in ("Solar", "Clocked", "Crontab", "Interval", "Groups"):
        assert leftover not in index


def test_dates_are_written_as_on_the_pages_of_the_portal(oscar, cast):
    type(cast.sandbox).objects.update(created_at=datetime(2026, 11, 7, 15, 5, tzinfo=UTC))
    assert "7 Nov 2026, 15:05" in text(oscar.get("/admin/organizations/organization/"))


def test_a_user_has_no_fields_for_groups_and_permissions(oscar, cast):
    page = oscar.get(f"/admin/accounts/user/{cast.tess.pk}/change/").content.decode()
    assert 'name="is_active"' in page
    assert "user_permissions" not in page
    assert 'name="groups"' not in page


def test_details_of_an_audit_row_are_text_instead_of_json(oscar, cast):
    entry = audit_log.record(
        Event.PROFILE_UPDATED, by=cast.olive, fields=["name", "region"], hour={"from": 3, "to": 4}
    )
    page = text(oscar.get(f"/admin/accounts/auditentry/{entry.pk}/change/"))
    assert "fields: name, region" in page
    assert "hour: 3 → 4" in page


def test_roles_of_an_access_grant_are_text_instead_of_json(oscar, cast):
    given = create_access(cast.sandbox, ["BuyerReader", "ProductReader"], user=cast.stan)
    page = text(oscar.get(f"/admin/contributors/accessgrant/{given.pk}/change/"))
    assert "ProductReader, BuyerReader" in page  # in the order of the groups
    assert "[" not in page


def test_a_schedule_is_set_by_day_and_its_change_is_audited(oscar, cast):
    address = f"/admin/organizations/stagingpair/{cast.pair.pk}/change/"
    page = oscar.get(address).content.decode()
    assert re.search(r"<option value=\"6\" selected>\s*Sunday", page)
    assert re.search(r"<option value=\"3\" selected>\s*03:00 UTC", page)
    assert oscar.post(address, {"weekday": "2", "hour": "22"}).status_code == 302
    pair = StagingPair.objects.get(pk=cast.pair.pk)
    assert (pair.weekday, pair.hour, pair.schedule_enabled) == (2, 22, False)
    entry = AuditEntry.objects.get(event=Event.RESTORE_SCHEDULE_UPDATED)
    assert (entry.actor, entry.organization) == (cast.oscar, "acme_Staging")
    assert entry.details["changes"] == {
        "weekday": {"from": 6, "to": 2},
        "hour": {"from": 3, "to": 22},
        "schedule_enabled": {"from": True, "to": False},
    }


def test_an_unchanged_schedule_is_not_audited(oscar, cast):
    address = f"/admin/organizations/stagingpair/{cast.pair.pk}/change/"
    assert oscar.post(address, {"weekday": "6", "hour": "3", "schedule_enabled": "on"}).status_code == 302
    assert not AuditEntry.objects.filter(event=Event.RESTORE_SCHEDULE_UPDATED).exists()


class TestBringBack:
    ADDRESS = "/admin/organizations/organization/acme/undelete/"

    @pytest.fixture(autouse=True)
    def _deleted(self, cast):
        deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)

    def test_a_deleted_organization_has_a_button_and_others_have_none(self, oscar):
        deleted = oscar.get("/admin/organizations/organization/acme/change/").content.decode()
        assert self.ADDRESS in deleted
        active_page = oscar.get("/admin/organizations/organization/acme_5FSandbox/change/").content.decode()
        assert "undelete" not in active_page
        assert oscar.get("/admin/organizations/organization/acme_5FSandbox/undelete/").status_code == 404

    def test_a_reason_is_required(self, oscar, cast):
        response = oscar.post(self.ADDRESS, {"reason": " "})
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()
        cast.pair.production.refresh_from_db()
        assert cast.pair.production.deleted_at is not None

    def test_an_organization_is_recovered_with_its_staging_and_the_reason_is_audited(self, oscar, cast):
        page = text(oscar.get(self.ADDRESS))
        assert "acme_Staging" in page
        assert oscar.post(self.ADDRESS, {"reason": "Deleted by mistake"}).status_code == 302
        for organization in (cast.pair.production, cast.pair.staging):
            organization.refresh_from_db()
            assert organization.deleted_at is None
            entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RESTORED, organization=organization.pk)
            assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Deleted by mistake")

    def test_only_an_operator_can_recover(self, client, cast):
        signed_in(client, cast.olive)
        assert client.post(self.ADDRESS, {"reason": "Mine"}).status_code in {302, 403}
        cast.pair.production.refresh_from_db()
        assert cast.pair.production.deleted_at is not None


def test_a_task_can_only_be_paused(oscar, cast):
    every = IntervalSchedule.objects.create(every=20, period=IntervalSchedule.SECONDS)
    task = PeriodicTask.objects.create(name="Send email", task="accounts.tasks.send", interval=every)
    address = reverse("admin:django_celery_beat_periodictask_change", args=[task.pk])
    page = oscar.get(address).content.decode()
    assert "kwargs" not in page
    assert oscar.post(address, {"task": "os.system"}).status_code == 302
    task.refresh_from_db()
    assert (task.enabled, task.task) == (False, "accounts.tasks.send")
    assert AuditEntry.objects.filter(event=Event.PERIODIC_TASK_DISABLED, actor=cast.oscar).exists()
