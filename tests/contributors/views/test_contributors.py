"""The contributors pages: the list, a person, removal and leaving."""

from django.test import Client

from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.grants.changing import change
from contributors.models import AccessGrant
from tests.cast import create_access
from tests.login import signed_in

LIST = "/organizations/acme_Sandbox/contributors/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_only_admins_see_who_is_invited(cast, client):
    AccessGrant.objects.create(organization=cast.sandbox, email="new@example.com", invited_by=cast.adam)
    signed_in(client, cast.adam)
    assert "Invited" in page(client, LIST)
    assert "new@example.com" in page(client, LIST)
    signed_in(client, cast.victor)
    assert "new@example.com" not in page(client, LIST)
    assert "Pending" not in page(client, LIST)


def test_a_person_is_shown_with_each_role_and_its_source(cast, client):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    signed_in(client, cast.victor)
    text = page(client, f"{LIST}{cast.tess.pk}/")
    assert "OrderReader" in text
    assert "Direct access from" in text
    assert "Traders" in text


def test_the_preview_without_a_source_names_what_would_be_lost(cast, client):
    grant = create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    signed_in(client, cast.olive)
    text = page(client, f"{LIST}{cast.tess.pk}/?without={grant.pk}")
    assert "Without direct access:" in text
    assert "<bdi>Tess</bdi> loses OrderReader." in text


def test_changes_and_calls_are_for_those_who_may_view_the_audit_log_and_for_oneself(cast, client):
    victor = AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor)
    change(victor, AccessSettings.create(["OrderReader"]), by=cast.adam)
    signed_in(client, cast.victor)
    assert "changed the access of" in page(client, f"{LIST}{cast.victor.pk}/changes/").lower()
    assert client.get(f"{LIST}{cast.adam.pk}/changes/").status_code == 403
    assert client.get(f"{LIST}{cast.adam.pk}/calls/").status_code == 403


def test_a_stranger_is_not_found(cast, client):
    signed_in(client, cast.olive)
    assert client.get(f"{LIST}{cast.stan.pk}/").status_code == 404


def test_the_removal_names_what_is_lost_and_takes_effect_on_the_next_request(cast, client):
    signed_in(client, cast.adam)
    text = page(client, f"{LIST}{cast.victor.pk}/remove/")
    assert "3 rights" in text
    assert "ProductReader" in text
    assert client.post(f"{LIST}{cast.victor.pk}/remove/").status_code == 302
    signed_in(client, cast.victor)
    assert client.get(LIST).status_code == 404


def test_a_contributor_leaves_and_the_owner_reads_to_transfer_first(cast, client):
    signed_in(client, cast.victor)
    assert client.post("/organizations/acme_Sandbox/leave/").status_code == 302
    assert not effective_access(cast.victor, cast.sandbox).has_access
    signed_in(client, cast.olive)
    assert "Transfer it to a contributor first" in page(client, "/organizations/acme_Sandbox/leave/")
    assert client.post("/organizations/acme_Sandbox/leave/").status_code == 422


def test_who_can_do_this_lists_everyone_who_holds_a_right(cast, client):
    signed_in(client, cast.victor)
    text = page(client, f"{LIST}who/?right=ProductAdmin")
    assert "3 people have ProductAdmin" in text
    assert "people have" not in page(client, f"{LIST}who/?right=nonsense")
