"""The page on which access is edited."""

import pytest

from contributors.access_settings import AccessSettings
from contributors.grants.changing import add_direct
from contributors.grants.removing import remove
from contributors.invitations.sending import invite
from contributors.models import AccessGrant, AccessPolicy, AccessPreset, CustomRole
from tests.login import signed_in


@pytest.fixture
def url(cast) -> str:
    return f"/organizations/acme_Sandbox/contributors/{cast.victor.pk}/edit/"


def grant_of(cast) -> AccessGrant:
    return AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor)


def test_an_admin_saves_roles_and_permissions(cast, client, url):
    signed_in(client, cast.adam)
    body = {"role": ["OrderReader", "ProductReader"], "permission": ["impersonate_buyer"], "version": "1"}
    assert client.post(url, body).status_code == 302
    assert AccessSettings.of(grant_of(cast)) == AccessSettings.create(
        ["ProductReader", "OrderReader"], ["impersonate_buyer"]
    )


def test_a_preset_fills_the_form_and_saves_nothing(cast, client, url):
    signed_in(client, cast.adam)
    preset = AccessPreset.objects.create(name="Catalogs", roles=["CatalogAdmin", "ProductAdmin"])
    response = client.post(url, {"preset": preset.pk, "permission": ["is_admin"], "version": "1"})
    assert set(response.context["fields"].chosen.roles) == set(preset.roles)
    assert response.context["fields"].chosen.is_admin
    assert AccessSettings.of(grant_of(cast)).roles == ("CategoryReader", "ProductReader", "BuyerReader")


def test_the_second_editor_sees_the_first_ones_change_and_keeps_what_they_chose(cast, client, url):
    signed_in(client, cast.adam)
    client.post(url, {"role": ["OrderReader"], "version": "1"})
    signed_in(client, cast.olive)
    response = client.post(url, {"role": ["CatalogAdmin"], "version": "1"})
    assert response.status_code == 409
    assert "Not saved. <bdi>Adam</bdi> changed this access" in response.content.decode()
    assert response.context["fields"].chosen.roles == ("CatalogAdmin",)
    assert AccessSettings.of(grant_of(cast)).roles == ("OrderReader",)


def test_after_a_conflict_the_own_changes_go_on_top_of_the_other_editors(cast, client, url):
    signed_in(client, cast.olive)
    form = client.get(url).context
    shown = {"version": form["version"], "seen": form["seen"]}
    signed_in(client, cast.adam)
    kept = ["CategoryReader", "ProductReader"]
    client.post(url, {"role": [*kept, "OrderReader"], "permission": "impersonate_buyer", **shown})
    signed_in(client, cast.olive)
    response = client.post(url, {"role": ["ProductReader", "BuyerReader", "CatalogAdmin"], **shown})
    form = response.context
    assert response.status_code == 409
    change = "added OrderReader and act as buyer users, removed BuyerReader"
    assert f"Their change: <bdi>{change}</bdi>." in response.content.decode()
    chosen = form["fields"].chosen
    assert set(chosen.roles) == {"ProductReader", "OrderReader", "CatalogAdmin"}
    again = {"role": chosen.roles, "permission": list(chosen.permissions), "version": form["version"]}
    assert client.post(url, {**again, "seen": form["seen"]}).status_code == 302
    assert AccessSettings.of(grant_of(cast)) == chosen


def test_a_right_of_someone_who_was_removed_and_invited_again_does_not_come_back(cast, client, url):
    signed_in(client, cast.adam)
    form = client.get(url).context
    remove(grant_of(cast), by=cast.olive)
    invite(cast.sandbox, cast.victor, AccessSettings.create(["OrderReader"]), by=cast.olive)
    body = {"role": ["CategoryReader", "ProductReader", "BuyerReader"], "permission": "impersonate_buyer"}
    response = client.post(url, {**body, "version": form["version"], "seen": form["seen"]})
    assert response.status_code == 409
    assert "Not saved. <bdi>Someone</bdi> changed this access meanwhile." in response.content.decode()
    assert response.context["fields"].chosen == AccessSettings.create(["OrderReader"], ["impersonate_buyer"])
    assert grant_of(cast).roles == ["OrderReader"]


def test_direct_access_that_was_removed_or_added_meanwhile_is_noticed_beside_a_team(cast, client):
    signed_in(client, cast.adam)
    address = f"/organizations/acme_Sandbox/contributors/{cast.tess.pk}/edit/"
    form = client.get(address).context
    granted = AccessSettings.create(["OrderReader"])
    added = add_direct(cast.sandbox, cast.tess, granted, by=cast.olive)
    body = {"role": ["BuyerReader"], "version": form["version"], "seen": form["seen"]}
    response = client.post(address, body)
    form = response.context
    assert response.status_code == 409
    assert set(form["fields"].chosen.roles) == {"OrderReader", "BuyerReader"}
    remove(added, by=cast.olive)
    body = {"role": ["OrderReader", "BuyerReader"], "version": form["version"], "seen": form["seen"]}
    response = client.post(address, body)
    assert response.status_code == 409
    assert response.context["fields"].chosen.roles == ("BuyerReader",)
    assert not AccessGrant.objects.filter(organization=cast.sandbox, user=cast.tess).exists()


def test_a_new_custom_role_survives_a_conflict(cast, client, url):
    signed_in(client, cast.adam)
    shown = {"version": "0", "seen": client.get(url).context["seen"], "custom_roles": "warehouse"}
    form = client.post(url, {"role": ["ProductReader"], **shown}).context
    again = {"role": form["fields"].chosen.roles, "version": form["version"], "seen": form["seen"]}
    assert client.post(url, {**again, "custom_roles": "warehouse"}).status_code == 302
    assert set(grant_of(cast).roles) == {"ProductReader", "warehouse"}


@pytest.mark.parametrize("version", [{}, {"version": "9" * 20}, {"version": "last"}])
def test_a_form_without_the_version_that_the_editor_saw_changes_nothing(cast, client, url, version):
    signed_in(client, cast.adam)
    assert client.post(url, {"role": ["OrderReader"], **version}).status_code == 409
    assert "OrderReader" not in grant_of(cast).roles


def test_a_role_that_does_not_exist_is_refused_with_the_nearest(cast, client, url):
    signed_in(client, cast.adam)
    response = client.post(url, {"role": ["ProductAdmn"], "version": "1"})
    assert response.status_code == 422
    assert "ProductAdmn is not a role. Did you mean ProductAdmin?" in response.content.decode()


def test_a_custom_role_is_registered_and_granted(cast, client, url):
    signed_in(client, cast.adam)
    client.post(url, {"role": ["OrderReader"], "custom_roles": "warehouse, packing", "version": "1"})
    assert set(grant_of(cast).roles) == {"OrderReader", "warehouse", "packing"}
    assert CustomRole.objects.filter(organization=cast.sandbox).count() == 2


def test_a_new_custom_role_that_is_ticked_too_is_granted(cast, client, url):
    signed_in(client, cast.adam)
    client.post(url, {"role": ["OrderReader", "packing"], "custom_roles": "packing", "version": "1"})
    assert grant_of(cast).roles == ["OrderReader", "packing"]


def test_a_limited_admin_cannot_choose_or_forge_what_they_lack(cast, client, url):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    signed_in(client, cast.adam)
    fields = client.get(url).context["fields"]
    disabled = {choice.value for group in fields.groups for choice in group.choices if choice.disabled}
    assert "OrderAdmin" in disabled
    assert "ProductAdmin" not in disabled
    response = client.post(url, {"role": ["OrderAdmin"], "version": "1"})
    assert response.status_code == 422
    assert "You don&#x27;t hold: OrderAdmin." in response.content.decode()
    assert "OrderAdmin" in response.context["fields"].chosen.roles
    assert AccessSettings.of(grant_of(cast)).roles == ("CategoryReader", "ProductReader", "BuyerReader")


def test_no_one_edits_the_owner_a_stranger_or_without_the_permission(cast, client, url):
    signed_in(client, cast.adam)
    for user in (cast.olive, cast.stan):
        address = f"/organizations/acme_Sandbox/contributors/{user.pk}/edit/"
        assert client.get(address).status_code == 404
    signed_in(client, cast.victor)
    assert client.get(url).status_code == 403


def test_someone_with_team_access_gets_direct_access(cast, client):
    signed_in(client, cast.adam)
    address = f"/organizations/acme_Sandbox/contributors/{cast.tess.pk}/edit/"
    assert client.post(address, {"role": ["OrderReader"]}).status_code == 302
    assert AccessGrant.objects.get(organization=cast.sandbox, user=cast.tess).is_accepted


def test_only_who_is_told_is_said_to_get_an_email(cast, client, url):
    signed_in(client, cast.adam)
    body = {"role": "OrderReader", "version": "1", "preview": "1"}
    told = client.post(url, body).content.decode()
    assert "<bdi>Victor</bdi> gets an email; an open console updates immediately." in told
    own = client.post(url.replace(str(cast.victor.pk), str(cast.adam.pk)), body).content.decode()
    assert "gets an email" not in own
    assert "An open console updates immediately." in own
