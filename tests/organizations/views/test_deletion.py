"""The pages that delete an organization with an emailed code, and the one that undoes it."""

import pytest

from accounts.models import OutgoingMail
from organizations import deletion
from organizations.models import Organization, StagingPair
from organizations.pairing import link
from tests.cast import create_user
from tests.login import signed_in

DELETE = "/organizations/acme/delete/"
BOTH = {"with_staging": "1"}
CONFIRM = f"{DELETE}confirm/?with_staging=1"


def test_production_cannot_be_deleted_while_its_staging_of_another_owner_is_linked(cast, client):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    cast.pair.staging.access_grants.all().delete()
    signed_in(client, cast.olive)
    for response, status in ((client.get(DELETE), 200), (client.post(DELETE, BOTH), 422)):
        page = response.content.decode()
        assert response.status_code == status
        assert "linked to a Staging organization that you can&#x27;t delete. Unlink it" in page
        assert "acme_Staging" not in page
        assert "Sten" not in page
    assert client.post(CONFIRM, {"code": "123456", "confirm_id": "acme"}).status_code == 422
    assert not OutgoingMail.objects.exists()
    assert Organization.objects.active().count() == 3


def test_production_is_not_deleted_when_its_staging_is_not_chosen(cast, client):
    response = signed_in(client, cast.olive).post(DELETE)
    assert response.status_code == 422
    assert "acme can&#x27;t be deleted while acme_Staging exists. Delete both, or acme_Staging first." in (
        response.content.decode()
    )
    assert not OutgoingMail.objects.exists()


def test_the_staging_of_the_same_owner_is_chosen_beforehand(cast, client):
    assert 'id="with-staging" checked' in signed_in(client, cast.olive).get(DELETE).content.decode()


def test_staging_is_deleted_alone(cast, client):
    signed_in(client, cast.olive).post("/organizations/acme_Staging/delete/")
    client.post(
        "/organizations/acme_Staging/delete/confirm/", {"code": mailed_code(), "confirm_id": "acme_Staging"}
    )
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme", "acme_Sandbox"}


def mailed_code() -> str:
    lines = OutgoingMail.objects.latest("pk").text.splitlines()
    return next(line.strip() for line in lines if line.strip().isdigit())


def test_the_owner_deletes_on_the_page_with_the_emailed_code_and_the_id(client, cast):
    signed_in(client, cast.olive)
    assert "acme_Staging" in client.get(DELETE).content.decode()
    assert client.post(DELETE, BOTH).url == CONFIRM
    response = client.post(CONFIRM, {"code": mailed_code(), "confirm_id": "acme"}, follow=True)
    assert "Deleted Acme" in response.content.decode()
    assert client.get("/organizations/acme/").status_code == 404
    assert client.get("/organizations/acme_Staging/").status_code == 404


def test_a_wrong_code_or_id_is_explained_and_the_input_is_preserved(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    wrong = "000000" if mailed_code() != "000000" else "111111"
    response = client.post(CONFIRM, {"code": wrong, "confirm_id": "acme"})
    assert response.status_code == 422
    assert "4 attempts left" in response.content.decode()
    assert 'value="acme"' in response.content.decode()
    response = client.post(CONFIRM, {"code": mailed_code(), "confirm_id": "Acme"})
    assert "match the ID, which is case-sensitive." in response.content.decode()
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_another_organization_would_be_deleted_too(client, cast):
    StagingPair.objects.all().delete()
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = mailed_code()
    link(staging=cast.pair.staging, production=cast.pair.production)
    client.post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk__in=["acme", "acme_Staging"]).count() == 2


def test_a_code_is_valid_for_its_own_organization_only(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    of_acme = mailed_code()
    client.post("/organizations/acme_Sandbox/delete/")
    code = mailed_code()
    assert code != of_acme
    response = client.post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert response.status_code == 422
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_the_owner_changes(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = mailed_code()
    Organization.objects.filter(pk="acme").update(owner=cast.adam)
    signed_in(client, cast.adam).post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk="acme").exists()


def test_confirming_without_a_valid_code_redirects_to_the_first_step(client, cast):
    assert signed_in(client, cast.olive).get(CONFIRM).url == DELETE


def test_too_many_codes_are_rejected_with_a_message(client, cast):
    signed_in(client, cast.olive)
    for _ in range(5):
        client.post(DELETE, BOTH)
    response = client.post(DELETE, BOTH)
    assert response.status_code == 429
    assert "Too many codes" in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("stan", 404)])
@pytest.mark.parametrize("page", ["", "confirm/"])
def test_only_the_owner_can_open_or_submit_the_pages(client, cast, who, status, page):
    signed_in(client, cast.users[who])
    assert client.get(DELETE + page).status_code == status
    assert client.post(DELETE + page).status_code == status


def test_the_former_owner_undoes_a_deletion(client, cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
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
