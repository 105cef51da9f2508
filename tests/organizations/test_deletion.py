"""Only the owner deletes; a deleted organization is hidden immediately and purged after seven days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from lib import clock
from organizations import deletion
from organizations.access import visible_to
from organizations.models import Connection, Organization, StagingPair
from organizations.pairing import link
from tests.cast import create_user
from tests.login import signed_in


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
    deleted = deletion.delete(cast.pair.production, by=cast.olive)
    assert [item.pk for item in deleted] == ["acme", "acme_Staging"]


def test_a_staging_of_another_owner_is_preserved_and_not_disclosed(cast, client):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    cast.pair.staging.access_grants.all().delete()
    signed_in(client, cast.olive)
    assert "acme_Staging" not in client.get(DELETE).content.decode()
    client.post(DELETE)
    response = client.post(f"{DELETE}confirm/", {"code": mailed_code(), "confirm_id": "acme"}, follow=True)
    assert "acme_Staging" not in response.content.decode()
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme_Staging", "acme_Sandbox"}


def test_recovering_production_does_not_recover_a_staging_deleted_earlier(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    cast.pair.production.refresh_from_db()
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        deletion.delete(cast.pair.production, by=cast.olive)
    assert deletion.undelete(Organization.objects.get(pk="acme")) == [cast.pair.production]
    assert not Organization.objects.active().filter(pk="acme_Staging").exists()


@pytest.mark.parametrize("schedule_enabled", [True, False])
def test_a_recovered_organization_has_its_previous_schedule(cast, schedule_enabled):
    StagingPair.objects.update(schedule_enabled=schedule_enabled)
    deletion.delete(cast.pair.production, by=cast.olive)
    deletion.undelete(Organization.objects.get(pk="acme"))
    cast.pair.refresh_from_db()
    assert cast.pair.schedule_enabled == schedule_enabled


def test_the_reason_of_a_recovery_is_in_the_audit_log(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    deletion.undelete(cast.sandbox, by=cast.oscar, reason="Deleted by mistake")
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RESTORED)
    assert (entry.actor, entry.details) == (cast.oscar, {"reason": "Deleted by mistake"})


def test_a_purge_is_in_the_audit_log(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    assert deletion.purge(Organization.objects.get(pk="acme_Sandbox"))
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_PURGED)
    assert (entry.organization, entry.target_id) == ("acme_Sandbox", "acme_Sandbox")


def test_a_failed_purge_is_not_in_the_audit_log(cast, monkeypatch):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    monkeypatch.setattr(Organization, "delete", broken)
    with pytest.raises(RuntimeError):
        deletion.purge(Organization.objects.get(pk="acme_Sandbox"))
    assert not AuditEntry.objects.filter(event=Event.ORGANIZATION_PURGED).exists()


def broken(*args, **kwargs):
    raise RuntimeError


def test_an_organization_that_is_not_deleted_cannot_be_purged(cast):
    with pytest.raises(ValidationError):
        deletion.purge(cast.sandbox)
    assert Organization.objects.filter(pk="acme_Sandbox").exists()


def test_deleted_organizations_are_purged_after_seven_days(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert deletion.purge_expired() == 0
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert deletion.purge_expired() == 1
    assert not Organization.objects.filter(pk=cast.sandbox.pk).exists()


def test_a_deleted_organization_can_be_recovered_with_its_staging(cast, capsys):
    deletion.delete(cast.pair.production, by=cast.olive)
    call_command("bring_back_organization", "acme")
    assert capsys.readouterr().out == "Restored acme and acme_Staging.\n"
    assert set(visible_to(cast.victor).values_list("pk", flat=True)) == {
        "acme",
        "acme_Staging",
        "acme_Sandbox",
    }
    cast.pair.refresh_from_db()
    assert cast.pair.schedule_enabled


@pytest.mark.parametrize(
    ("id", "sentence"), [("acme", "acme isn't deleted."), ("nowhere", "There is no organization nowhere")]
)
def test_an_organization_that_is_not_deleted_cannot_be_recovered(cast, id, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("bring_back_organization", id)


DELETE = "/organizations/acme/delete/"


def mailed_code() -> str:
    lines = OutgoingMail.objects.latest("pk").text.splitlines()
    return next(line.strip() for line in lines if line.strip().isdigit())


def test_the_owner_deletes_on_the_page_with_the_emailed_code_and_the_id(client, cast):
    signed_in(client, cast.olive)
    assert "acme_Staging" in client.get(DELETE).content.decode()
    assert client.post(DELETE).url == f"{DELETE}confirm/"
    response = client.post(f"{DELETE}confirm/", {"code": mailed_code(), "confirm_id": "acme"}, follow=True)
    assert "Deleted Acme" in response.content.decode()
    assert client.get("/organizations/acme/").status_code == 404
    assert client.get("/organizations/acme_Staging/").status_code == 404


def test_a_wrong_code_or_id_is_explained_and_the_input_is_preserved(client, cast):
    signed_in(client, cast.olive).post(DELETE)
    wrong = "000000" if mailed_code() != "000000" else "111111"
    response = client.post(f"{DELETE}confirm/", {"code": wrong, "confirm_id": "acme"})
    assert response.status_code == 422
    assert "4 attempts left" in response.content.decode()
    assert 'value="acme"' in response.content.decode()
    response = client.post(f"{DELETE}confirm/", {"code": mailed_code(), "confirm_id": "Acme"})
    assert "match the ID, which is case-sensitive." in response.content.decode()
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_another_organization_would_be_deleted_too(client, cast):
    StagingPair.objects.all().delete()
    signed_in(client, cast.olive).post(DELETE)
    code = mailed_code()
    link(staging=cast.pair.staging, production=cast.pair.production)
    client.post(f"{DELETE}confirm/", {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk__in=["acme", "acme_Staging"]).count() == 2


def test_a_code_is_valid_for_its_own_organization_only(client, cast):
    signed_in(client, cast.olive).post(DELETE)
    of_acme = mailed_code()
    client.post("/organizations/acme_Sandbox/delete/")
    code = mailed_code()
    assert code != of_acme
    response = client.post(f"{DELETE}confirm/", {"code": code, "confirm_id": "acme"})
    assert response.status_code == 422
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_the_owner_changes(client, cast):
    signed_in(client, cast.olive).post(DELETE)
    code = mailed_code()
    Organization.objects.filter(pk="acme").update(owner=cast.adam)
    signed_in(client, cast.adam).post(f"{DELETE}confirm/", {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk="acme").exists()


def test_confirming_without_a_valid_code_redirects_to_the_first_step(client, cast):
    assert signed_in(client, cast.olive).get(f"{DELETE}confirm/").url == DELETE


def test_too_many_codes_are_rejected_with_a_message(client, cast):
    signed_in(client, cast.olive)
    for _ in range(5):
        client.post(DELETE)
    response = client.post(DELETE)
    assert response.status_code == 429
    assert "Too many codes" in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("stan", 404)])
@pytest.mark.parametrize("page", ["", "confirm/"])
def test_only_the_owner_can_open_or_submit_the_pages(client, cast, who, status, page):
    signed_in(client, cast.users[who])
    assert client.get(DELETE + page).status_code == status
    assert client.post(DELETE + page).status_code == status
