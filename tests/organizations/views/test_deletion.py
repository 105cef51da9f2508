"""The pages that delete an organization with an emailed code, and the one that undoes it."""

import pytest

from accounts.models import OutgoingMail
from organizations import deletion
from organizations.models import Organization, StagingPair
from organizations.pairing import link
from tests.cast import create_user
from tests.login import signed_in

DELETE = "/organizations/acme/delete/"


def test_a_staging_of_another_owner_is_preserved_and_not_disclosed(cast, client):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    cast.pair.staging.access_grants.all().delete()
    signed_in(client, cast.olive)
    assert "acme_Staging" not in client.get(DELETE).content.decode()
    client.post(DELETE)
    response = client.post(f"{DELETE}confirm/", {"code": mailed_code(), "confirm_id": "acme"}, follow=True)
    assert "acme_Staging" not in response.content.decode()
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme_Staging", "acme_Sandbox"}


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


def test_the_former_owner_undoes_a_deletion(client, cast):
    deletion.delete(cast.pair.production, by=cast.olive)
    response = signed_in(client, cast.olive).post("/organizations/acme/bring-back/", follow=True)
    assert response.redirect_chain[0][0] == "/organizations/acme/"
    assert "Restored acme and acme_Staging" in response.content.decode()
    assert client.post("/organizations/acme/bring-back/").status_code == 404


@pytest.mark.parametrize("who", ["adam", "victor", "stan", "oscar"])
def test_a_deleted_organization_is_unknown_to_everyone_but_its_former_owner(client, cast, who):
    deletion.delete(cast.sandbox, by=cast.olive)
    assert (
        signed_in(client, cast.users[who]).post("/organizations/acme_Sandbox/bring-back/").status_code == 404
    )
    assert Organization.objects.get(pk="acme_Sandbox").deleted_at
