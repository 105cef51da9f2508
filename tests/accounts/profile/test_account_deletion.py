"""Deletion of the user's own account."""

import pytest
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail, User
from accounts.profile import account_deletion, data_export
from organizations import creation, deletion
from organizations.connections import provisioning
from organizations.models import Organization
from tests.cast import create_team, create_user
from tests.mail import mails_to

pytestmark = pytest.mark.django_db


def test_deleting_an_account_deletes_the_user_and_removes_the_email_from_audit_rows(olive_client, olive):
    audit_log.record(Event.PROFILE_UPDATED, by=olive)
    OutgoingMail.objects.create(
        sender="x@example.com", recipients=[olive.email], subject="S", text="T", sent_at=olive.date_joined
    )
    assert olive_client.post(reverse("delete_account"), {"username": "adam"}).status_code == 422
    response = olive_client.post(reverse("delete_account"), {"username": "Olive"})
    assert response["Location"] == reverse("account_deleted")
    assert not User.objects.exists()
    assert olive_client.get(reverse("account_deleted")).status_code == 200
    assert "_auth_user_id" not in olive_client.session
    entry = AuditEntry.objects.get(event=Event.PROFILE_UPDATED)
    assert (entry.actor, entry.actor_name) == (None, "Olive Okafor")
    assert "olive@example.com" not in str(list(AuditEntry.objects.values()))
    assert [mail.subject for mail in mails_to("olive@example.com")] == ["Your account was deleted"]


def test_an_owner_cannot_delete_their_account(olive_client, olive, monkeypatch):
    owned = account_deletion.OwnedResource(
        "Hartwell", "hartwell", "Production", "11 contributors", "/x/", "Transfer"
    )
    monkeypatch.setattr(account_deletion, "_ownership_checks", [lambda user: [owned]])
    page = olive_client.get(reverse("account_data")).content.decode()
    assert "You can’t delete your account while you own 1 organization." in page
    assert "Transfer" in page
    assert olive_client.post(reverse("delete_account"), {"username": "olive"})["Location"] == reverse(
        "account_data"
    )
    with pytest.raises(account_deletion.OwnershipBlocksDeletion):
        account_deletion.delete_account(olive)
    assert User.objects.exists()


def test_an_owner_cannot_be_deleted_by_a_direct_request(olive_client, olive, monkeypatch):
    Organization.objects.create(id="acme", name="Acme", environment="Sandbox", owner=olive)
    assert "no one else" in olive_client.get(reverse("account_data")).content.decode()
    monkeypatch.setattr(account_deletion, "_ownership_checks", [])
    response = olive_client.post(reverse("delete_account"), {"username": "olive"})
    assert response["Location"] == reverse("account_data")
    assert "while you own 1 organization." in olive_client.get(response["Location"]).content.decode()
    assert User.objects.exists()


@pytest.fixture
def deleted_pair(emulator, olive):
    """Create a pair of Olive's on the emulator, and delete it."""
    production = creation.create("Acme", owner=olive, id="acme", environment="Production")
    deletion.delete(production, by=olive, with_staging=True)
    return production


def test_deleting_an_account_purges_its_deleted_organizations(olive_client, olive, emulator, deleted_pair):
    assert "while you own" not in olive_client.get(reverse("account_data")).content.decode()
    page = olive_client.get(reverse("delete_account")).content.decode()
    assert "can’t be recovered afterwards" in page
    assert "acme_Staging" in page
    assert [row["id"] for row in data_export.collect(olive)["owned"]] == ["acme", "acme_Staging"]
    response = olive_client.post(reverse("delete_account"), {"username": "olive"})
    assert response["Location"] == reverse("account_deleted")
    assert not User.objects.exists()
    assert not Organization.objects.exists()
    assert not emulator.emulator.organizations.all()
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_PURGED, actor_name="Olive Okafor").count() == 2


def test_a_failed_purge_keeps_the_account(olive_client, olive, deleted_pair, monkeypatch):
    monkeypatch.setattr(provisioning, "purge", unreachable)
    response = olive_client.post(reverse("delete_account"), {"username": "olive"}, follow=True)
    assert "acme could not be purged now. Try again in a few minutes." in response.content.decode()
    assert User.objects.exists()
    assert Organization.objects.count() == 2


def unreachable(organization):
    raise provisioning.Unreachable("No response.")


def test_nothing_is_purged_while_the_user_owns_an_organization(olive, deleted_pair):
    creation.create_sandbox("Shop", by=olive, id="shop")
    with pytest.raises(account_deletion.OwnershipBlocksDeletion):
        account_deletion.delete_account(olive)
    assert Organization.objects.count() == 3


def test_a_team_is_labeled_as_a_team(olive_client, olive):
    Organization.objects.create(id="acme", name="Acme", environment="Sandbox", owner=olive)
    create_team(olive, "Catalogue", create_user("tess"))
    page = olive_client.get(reverse("account_data")).content.decode()
    assert "You can’t delete your account while you own 1 organization and 1 team." in page
    assert "Transfer or delete them first." in page
    assert "1 member" in page
