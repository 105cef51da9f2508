"""Who may restore: users with the right on both organizations, or with a permission of Production."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.models import Organization
from organizations.restores import lifecycle, runner
from organizations.restores import permission as restore_permission
from organizations.restores.models import Restore, RestorePermission
from tests.cast import EDITORS, create_access, create_user
from tests.login import signed_in

SETTINGS = "/organizations/{}/restores/settings/"


@pytest.fixture
def sten(cast):
    """The owner of only Staging. Adam is an admin of both organizations, Olive owns Production."""
    sten = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=sten)
    cast.pair.staging.access_grants.filter(user=cast.victor).delete()
    cast.pair.refresh_from_db()
    return sten


def request(name: str, pair, user):
    return {"start": lifecycle.request_restore, "compare": lifecycle.request_plan}[name](pair, by=user)


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_staging_alone_is_rejected(cast, sten, name):
    with pytest.raises(PermissionDenied):
        request(name, cast.pair, sten)
    assert not Restore.objects.exists()


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_production_alone_is_rejected(cast, sten, name):
    with pytest.raises(PermissionDenied):
        request(name, cast.pair, cast.olive)


@pytest.mark.parametrize("name", ["start", "compare"])
def test_an_admin_of_both_needs_no_permission(cast, sten, name):
    request(name, cast.pair, cast.adam)
    assert Restore.objects.get().requested_by == cast.adam


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_staging_needs_a_permission(cast, sten, name):
    restore_permission.grant(cast.pair, by=cast.olive)
    request(name, cast.pair, sten)
    assert Restore.objects.get().requested_by == sten


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_and_admins_of_production_grant_permission(cast, sten, who):
    for change in (restore_permission.grant, restore_permission.revoke):
        with pytest.raises(PermissionDenied):
            change(cast.pair, by=cast.users[who])
        with pytest.raises(PermissionDenied):
            change(cast.pair, by=sten)


def test_a_revoked_permission_allows_nothing_and_both_actions_are_audited(cast, sten):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore_permission.revoke(cast.pair, by=cast.adam)
    with pytest.raises(PermissionDenied):
        lifecycle.request_restore(cast.pair, by=sten)
    permission = RestorePermission.objects.get()
    assert (permission.granted_by, permission.revoked_by) == (cast.olive, cast.adam)
    rows = AuditEntry.objects.filter(event__startswith="restore_permission.").values_list(
        "organization", "actor_name", "event"
    )
    assert set(rows) == {
        ("acme", "Olive", Event.RESTORE_PERMISSION_GRANTED),
        ("acme_Staging", "Olive", Event.RESTORE_PERMISSION_GRANTED),
        ("acme", "Adam", Event.RESTORE_PERMISSION_REVOKED),
        ("acme_Staging", "Adam", Event.RESTORE_PERMISSION_REVOKED),
    }


def test_granting_twice_keeps_one_permission_and_granting_again_adds_one(cast):
    first = restore_permission.grant(cast.pair, by=cast.olive)
    assert restore_permission.grant(cast.pair, by=cast.adam) == first
    restore_permission.revoke(cast.pair, by=cast.olive)
    assert restore_permission.grant(cast.pair, by=cast.adam) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        RestorePermission.objects.create(pair=cast.pair, granted_by=cast.olive)


def test_revoking_stops_a_run_without_another_permission(cast, sten):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore, _new = lifecycle.request_restore(cast.pair, by=sten)
    restore_permission.revoke(cast.pair, by=cast.olive)
    restore.refresh_from_db()
    assert (bool(restore.cancel_requested_at), restore.cancelled_by) == (True, cast.olive)


def test_revoking_does_not_stop_a_run_of_an_admin_of_both(cast, sten):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.adam)
    restore_permission.revoke(cast.pair, by=cast.olive)
    restore.refresh_from_db()
    assert restore.cancel_requested_at is None


@pytest.mark.parametrize("state", ["waiting", "comparing"])
def test_a_run_fails_before_reading_when_its_requester_lost_permission(cast, sten, emulator, state):
    restore = Restore.objects.create(pair=cast.pair, state=state, trigger="manual", requested_by=sten)
    runner.run_if_unclaimed(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, restore.error) == ("failed", runner.PERMISSION_REVOKED)
    assert not emulator.emulator.requests.entries("acme", since=None)


def test_the_command_is_rejected_where_the_schedule_is_on_hold(cast, sten):
    for start in (lifecycle.restore_here, lifecycle.plan_here):
        with pytest.raises(ValidationError, match="on hold"):
            start(cast.pair)
    restore_permission.grant(cast.pair, by=cast.olive)
    assert lifecycle.restore_here(cast.pair)[1]


def test_the_command_grants_and_revokes_for_authorized_users(cast, sten, capsys):
    call_command("allow_restores", "acme_Staging", by="olive")
    assert restore_permission.active_permission(cast.pair).granted_by == cast.olive
    call_command("allow_restores", "acme_Staging", by="adam", revoke=True)
    assert restore_permission.active_permission(cast.pair) is None
    assert capsys.readouterr().out.splitlines()[0] == "Restores of acme_Staging from acme are allowed."


@pytest.mark.parametrize(
    ("staging", "by", "message"),
    [
        ("acme_Staging", "sten", "neither the owner nor an admin of acme"),
        ("acme_Staging", "missing", "No user has the username"),
        ("nowhere", "olive", "no organization nowhere"),
    ],
)
def test_the_command_rejects_other_users(cast, sten, staging, by, message):
    with pytest.raises(CommandError, match=message):
        call_command("allow_restores", staging, by=by)
    assert restore_permission.active_permission(cast.pair) is None


def test_the_restore_command_reports_the_missing_permission(cast, sten):
    with pytest.raises(CommandError, match="on hold.*allow_restores"):
        call_command("restore_staging", "acme_Staging")


def test_linking_organizations_of_two_owners_reports_that_restores_are_on_hold(cast, sten, capsys):
    call_command("link_staging", "acme_Staging", "acme")
    assert "Restores are on hold until the owner or an admin of acme allows them" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["plan/", "start/"])
def test_the_pages_reject_the_owner_of_staging_alone(cast, sten, client, url):
    signed_in(client, sten)
    assert client.post(f"/organizations/acme_Staging/restores/{url}").status_code == 403
    page = client.get("/organizations/acme_Staging/restores/").content.decode()
    assert "Restores are on hold." in page
    assert "Restore Staging…" not in page


def test_the_owner_of_production_allows_and_revokes_on_the_page(cast, sten, client):
    signed_in(client, cast.olive)
    address = SETTINGS.format("acme")
    assert "Allow restores" in client.get(address).content.decode()
    page = client.post(address, {"action": "allow"}, follow=True).content.decode()
    assert "Olive allowed them" in page
    assert restore_permission.can_restore(sten, cast.pair)
    client.post(address, {"action": "revoke"})
    assert not restore_permission.can_restore(sten, cast.pair)


def test_the_owner_of_staging_sees_the_reason_and_no_button(cast, sten, client):
    signed_in(client, sten)
    page = client.get(SETTINGS.format("acme_Staging")).content.decode()
    assert "Scheduled restores are on hold" in page
    assert "Allow restores" not in page
    assert client.post(SETTINGS.format("acme_Staging"), {"action": "allow"}).status_code == 403
    assert client.post(SETTINGS.format("acme_Staging"), {"action": "copy_secrets"}).status_code == 403


@pytest.mark.parametrize(
    "page",
    ["", "settings/", "restores/", "restores/settings/", "delete/", "restores/{}/", "restores/{}/json/"],
)
def test_an_inaccessible_staging_is_not_disclosed_to_the_owner_of_production(cast, sten, client, page):
    run = Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", ended_at=clock.now())
    response = signed_in(client, cast.olive).get(f"/organizations/acme/{page.format(run.pk)}")
    assert response.status_code == (404 if "{}" in page else 200)
    assert "acme_Staging" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "settings/", "restores/", "restores/settings/", "restores/{}/json/"])
def test_an_inaccessible_production_is_not_disclosed_to_the_owner_of_staging(cast, client, page):
    sten = create_user("sten", name="Sten")
    pair = cast.pair
    production = Organization.objects.create(
        id="zenith", name="Zenith", environment="Production", owner=cast.olive
    )
    pair.production, pair.staging.owner = production, sten
    pair.save()
    pair.staging.save()
    run = Restore.objects.create(pair=pair, state="finished", trigger="schedule", ended_at=clock.now())
    response = signed_in(client, sten).get(f"/organizations/acme_Staging/{page.format(run.pk)}")
    assert response.status_code == 200
    assert "zenith" not in response.content.decode().lower()


def test_only_an_admin_of_both_can_choose_to_copy_secrets(cast, sten, client):
    create_access(cast.pair.staging, EDITORS, user=cast.olive)
    signed_in(client, cast.olive)
    assert client.post(SETTINGS.format("acme"), {"action": "copy_secrets"}).status_code == 403
    signed_in(client, cast.adam)
    client.post(SETTINGS.format("acme_Staging"), {"action": "copy_secrets"})
    cast.pair.refresh_from_db()
    assert cast.pair.copy_secrets
    assert runner._options(cast.pair).copies_secrets
    assert AuditEntry.objects.get(event=Event.RESTORE_SETTINGS_UPDATED).details == {"copy_secrets": True}
    client.post(SETTINGS.format("acme_Staging"), {"action": "keep_secrets"})
    cast.pair.refresh_from_db()
    assert not runner._options(cast.pair).copies_secrets


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_the_settings_page_is_for_owners_and_admins(cast, client, who, status):
    signed_in(client, cast.users[who])
    for organization in ("acme", "acme_Staging"):
        assert client.get(SETTINGS.format(organization)).status_code == status
        assert client.post(SETTINGS.format(organization), {"action": "allow"}).status_code == status
