"""Only the owner deletes, and what is deleted disappears immediately for everyone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from accounts.operators import Operator
from organizations import deletion
from organizations.access import visible_to
from organizations.deletion import removal
from organizations.models import Organization
from organizations.pairing import unlink
from tests.cast import create_user


@pytest.mark.parametrize("who", ["adam", "tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_deletes(cast, who):
    with pytest.raises(PermissionDenied):
        deletion.delete(cast.sandbox, by=cast.users[who])
    assert Organization.objects.active().filter(pk=cast.sandbox.pk).exists()


def test_a_deleted_organization_disappears_for_everyone_immediately(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    for user in cast.users.values():
        assert not visible_to(user).filter(pk=cast.sandbox.pk).exists()


def test_deleting_production_deletes_its_staging(cast):
    deleted = deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    assert [item.pk for item in deleted] == ["acme", "acme_Staging"]


def test_production_cannot_be_deleted_alone_while_its_staging_exists(cast):
    with pytest.raises(deletion.StagingExists) as refusal:
        deletion.delete(cast.pair.production, by=cast.olive)
    assert "acme can't be deleted while acme_Staging exists." in refusal.value.message
    assert Organization.objects.active().count() == 3


def test_production_is_deleted_alone_once_staging_is_deleted(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    assert deletion.delete(cast.pair.production, by=cast.olive) == [cast.pair.production]


@pytest.mark.parametrize("with_staging", [True, False])
def test_production_cannot_be_deleted_while_a_staging_of_another_owner_is_linked(cast, with_staging):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    with pytest.raises(deletion.StagingExists) as refusal:
        deletion.delete(cast.pair.production, by=cast.olive, with_staging=with_staging)
    assert "Unlink it in Settings" in refusal.value.message
    assert "acme_Staging" not in refusal.value.message
    unlink(cast.pair, by=cast.olive)
    assert deletion.delete(cast.pair.production, by=cast.olive) == [cast.pair.production]


def test_an_operator_deletes_with_a_reason_that_the_audit_log_keeps(cast):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    with pytest.raises(deletion.StagingExists):
        deletion.delete(cast.pair.production, by=Operator(cast.oscar, "Contract ended"))
    deletion.delete(cast.pair.production, by=Operator(cast.oscar, "Contract ended"), with_staging=True)
    entries = AuditEntry.objects.filter(event=Event.ORGANIZATION_DELETED).order_by("organization")
    assert [(entry.organization, entry.actor, entry.details["reason"]) for entry in entries] == [
        ("acme", cast.oscar, "Contract ended"),
        ("acme_Staging", cast.oscar, "Contract ended"),
    ]


def test_what_is_deleted_is_not_deleted_again(cast):
    stale = Organization.objects.get(pk="acme_Sandbox")
    deletion.delete(cast.sandbox, by=cast.olive)
    with pytest.raises(ValidationError, match="deleted already"):
        deletion.delete(stale, by=cast.olive)
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_DELETED).count() == 1


def test_a_staging_that_was_deleted_meanwhile_is_not_deleted_again(cast, monkeypatch):
    both = removal.affected(cast.pair.production, by=cast.olive)
    deletion.delete(cast.pair.staging, by=cast.olive)
    monkeypatch.setattr(removal, "affected", lambda organization, by: both)
    oscar = Operator(cast.oscar, "Ticket 12")
    assert deletion.delete(cast.pair.production, by=oscar, with_staging=True) == [cast.pair.production]
    assert AuditEntry.objects.filter(organization="acme_Staging").count() == 1


def test_the_owner_is_emailed_how_to_restore_what_was_deleted(cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    (mail,) = OutgoingMail.objects.all()
    assert mail.recipients == [cast.olive.email]
    assert mail.subject == "acme and acme_Staging were deleted"
    assert "You can restore both on the home page until" in mail.text


def test_each_owner_is_emailed_about_their_own_when_an_operator_deletes(cast):
    sten = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=sten)
    deletion.delete(cast.pair.production, by=Operator(cast.oscar, "Ticket 12"), with_staging=True)
    mails = {mail.recipients[0]: mail for mail in OutgoingMail.objects.all()}
    assert mails[sten.email].subject == "acme_Staging was deleted"
    assert "An operator of this portal deleted Acme (acme)." in mails[cast.olive.email].text
    assert "acme_Staging" not in mails[cast.olive.email].text


def test_a_former_owner_who_opened_the_page_before_a_transfer_deletes_nothing(cast):
    stale = Organization.objects.get(pk="acme_Sandbox")
    Organization.objects.filter(pk="acme_Sandbox").update(owner=cast.adam)
    with pytest.raises(PermissionDenied):
        deletion.delete(stale, by=cast.olive)
    assert Organization.objects.active().filter(pk="acme_Sandbox").exists()
