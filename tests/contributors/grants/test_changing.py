"""Changes of what an access grant gives."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice, User
from accounts.profile import account_deletion
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.grants import changing
from contributors.grants.changing import ChangedMeanwhile, add_direct, change
from contributors.grants.removing import leave, remove
from contributors.models import AccessGrant
from contributors.ownership import transfer as transferring
from tests.concurrency import Meeting

WANTED = AccessSettings.create(["ProductReader", "OrderReader"], ["impersonate_buyer"])


@pytest.fixture
def grant(cast):
    """The direct access of Victor in the Sandbox organization."""
    return AccessGrant.objects.select_related("user").get(organization=cast.sandbox, user=cast.victor)


def test_a_change_notes_who_granted_what_is_new_and_keeps_the_rest(cast, grant):
    change(grant, AccessSettings.create(["ProductReader"]), by=cast.olive)
    change(grant, WANTED, by=cast.adam)
    grant.refresh_from_db()
    assert AccessSettings.of(grant) == WANTED
    assert grant.origins["OrderReader"][0] == cast.adam.pk
    assert "ProductReader" not in grant.origins  # of before origins were noted
    assert grant.version == 3


def test_an_admin_changes_everything_in_the_organization_also_for_themselves(cast):
    own = AccessGrant.objects.get(organization=cast.sandbox, user=cast.adam)
    change(own, AccessSettings.create(["FullAccess"], ["is_admin"]), by=cast.adam)
    assert effective_access(cast.adam, cast.sandbox).roles == ("FullAccess",)


def test_the_person_and_the_owner_are_told_in_a_sentence(cast, grant):
    change(grant, AccessSettings.create(["ProductReader", "BuyerReader"]), by=cast.adam)
    told = {notice.user: notice.sentence for notice in Notice.objects.all()}
    assert told[cast.victor] == "Adam changed your access: removed CategoryReader."
    assert told[cast.olive] == "Adam changed the access of Victor: removed CategoryReader."
    assert cast.adam not in told


def test_a_contributor_who_is_no_admin_changes_nothing(cast, grant):
    for user in (cast.victor, cast.tess, cast.ida, cast.stan):
        with pytest.raises(PermissionDenied):
            change(grant, WANTED, by=user)
        with pytest.raises(PermissionDenied):
            remove(grant, by=user)


def test_the_second_editor_is_told_of_the_first(cast, grant):
    seen = grant.version
    change(grant, WANTED, by=cast.adam, version=seen)
    with pytest.raises(ChangedMeanwhile, match="Adam changed the access of Victor"):
        change(grant, AccessSettings.create(["CatalogAdmin"]), by=cast.olive, version=seen)
    grant.refresh_from_db()
    assert AccessSettings.of(grant) == WANTED


def test_a_change_is_in_the_audit_log_with_what_was_added_and_removed(cast, grant):
    change(grant, AccessSettings.create(["ProductReader", "BuyerReader", "OrderAdmin"]), by=cast.adam)
    entry = AuditEntry.objects.get(event=Event.ACCESS_CHANGED)
    assert (entry.details["added"], entry.details["removed"]) == (["OrderAdmin"], ["CategoryReader"])
    assert entry.organization == cast.sandbox.pk


def test_someone_with_team_access_gets_direct_access_immediately(cast):
    add_direct(cast.sandbox, cast.tess, WANTED, by=cast.adam)
    assert "OrderReader" in effective_access(cast.tess, cast.sandbox).roles
    with pytest.raises(ValidationError, match="Invite them first"):
        add_direct(cast.sandbox, cast.stan, WANTED, by=cast.adam)


def test_a_removed_person_sees_nothing_and_is_told(cast, grant):
    remove(grant, by=cast.adam)
    assert not effective_access(cast.victor, cast.sandbox).has_access
    notice = Notice.objects.get(user=cast.victor)
    assert notice.sentence == "Adam removed you from this organization."
    assert notice.url == "/"


def test_the_owner_cannot_leave_and_the_last_admin_can(cast):
    with pytest.raises(ValidationError, match="Transfer the organization first"):
        leave(cast.sandbox, by=cast.olive)
    leave(cast.sandbox, by=cast.adam)
    assert not effective_access(cast.adam, cast.sandbox).has_access


@pytest.fixture
def meeting(monkeypatch):
    return Meeting(monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_transfer_to_the_same_person_do_not_wait_for_each_other(cast, meeting):
    adams = AccessGrant.objects.get(organization=cast.sandbox, user=cast.adam)
    has_user, has_grant = threading.Event(), threading.Event()
    meeting.stop(transferring, "_change_owner", has_user, has_grant, before=True)
    meeting.stop(changing, "_tell", has_grant, has_user, before=False)
    meeting.run(
        lambda: transferring.transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.olive),
        lambda: change(adams, WANTED, by=cast.olive),
    )
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.owner == cast.adam


@pytest.mark.django_db(transaction=True)
def test_direct_access_and_a_transfer_to_the_same_person_do_not_wait_for_each_other(cast, meeting):
    has_organization, has_user = threading.Event(), threading.Event()
    meeting.stop(transferring, "_lock_owned", has_organization, has_user, before=False)
    meeting.stop(changing, "locked_user", has_user, has_organization, before=False)
    meeting.run(
        lambda: transferring.transfer(cast.sandbox, to=cast.tess, stays=True, by=cast.olive),
        lambda: add_direct(cast.sandbox, cast.tess, WANTED, by=cast.olive),
    )
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.owner == cast.tess


@pytest.mark.django_db(transaction=True)
def test_a_change_and_the_deletion_of_the_account_do_not_wait_for_each_other(cast, grant, meeting):
    has_user, has_grant = threading.Event(), threading.Event()
    meeting.stop(account_deletion, "_scrub", has_user, has_grant, before=True)
    meeting.stop(changing, "_tell", has_grant, has_user, before=False)
    meeting.run(
        lambda: account_deletion.delete_account(User.objects.get(pk=cast.victor.pk)),
        lambda: change(grant, WANTED, by=cast.olive),
    )
    assert not User.objects.filter(pk=cast.victor.pk).exists()
