"""Who may restore: users with the right on both organizations, or with a permission of Production."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores import lifecycle
from organizations.restores import permission as restore_permission
from organizations.restores.models import Restore, RestorePermission


def request(name: str, pair, user):
    return {"start": lifecycle.request_restore, "compare": lifecycle.request_plan}[name](pair, by=user)


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_staging_alone_is_rejected(cast, staging_owner, name):
    with pytest.raises(PermissionDenied):
        request(name, cast.pair, staging_owner)
    assert not Restore.objects.exists()


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_production_alone_is_rejected(cast, staging_owner, name):
    with pytest.raises(PermissionDenied):
        request(name, cast.pair, cast.olive)


@pytest.mark.parametrize("name", ["start", "compare"])
def test_an_admin_of_both_needs_no_permission(cast, staging_owner, name):
    request(name, cast.pair, cast.adam)
    assert Restore.objects.get().requested_by == cast.adam


@pytest.mark.parametrize("name", ["start", "compare"])
def test_the_owner_of_staging_needs_a_permission(cast, staging_owner, name):
    restore_permission.grant(cast.pair, by=cast.olive)
    request(name, cast.pair, staging_owner)
    assert Restore.objects.get().requested_by == staging_owner


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_and_admins_of_production_grant_permission(cast, staging_owner, who):
    for change in (restore_permission.grant, restore_permission.revoke):
        with pytest.raises(PermissionDenied):
            change(cast.pair, by=cast.users[who])
        with pytest.raises(PermissionDenied):
            change(cast.pair, by=staging_owner)


def test_a_revoked_permission_allows_nothing_and_both_actions_are_audited(cast, staging_owner):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore_permission.revoke(cast.pair, by=cast.adam)
    with pytest.raises(PermissionDenied):
        lifecycle.request_restore(cast.pair, by=staging_owner)
    permission = RestorePermission.objects.get()
    assert (permission.granted_by, permission.revoked_by) == (cast.olive, cast.adam)
    rows = AuditEntry.objects.filter(event__startswith="restore_permission.").values_list(
        "organization", "actor_name", "event"
    )
    # Adam is an admin of both; the people of Staging do not know Olive.
    assert set(rows) == {
        ("acme", "Olive", Event.RESTORE_PERMISSION_GRANTED),
        ("acme_Staging", "Someone in Production", Event.RESTORE_PERMISSION_GRANTED),
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


def test_revoking_stops_a_run_without_another_permission(cast, staging_owner):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore, _new = lifecycle.request_restore(cast.pair, by=staging_owner)
    restore_permission.revoke(cast.pair, by=cast.olive)
    restore.refresh_from_db()
    assert (bool(restore.cancel_requested_at), restore.cancelled_by) == (True, cast.olive)


def test_revoking_does_not_stop_a_run_of_an_admin_of_both(cast, staging_owner):
    restore_permission.grant(cast.pair, by=cast.olive)
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.adam)
    restore_permission.revoke(cast.pair, by=cast.olive)
    restore.refresh_from_db()
    assert restore.cancel_requested_at is None
