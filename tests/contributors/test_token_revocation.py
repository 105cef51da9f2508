"""Tokens of people who lost a right end, with the real emulator; those of others go on working."""

import hashlib
from datetime import timedelta

import pytest
import requests
import time_machine
from django.test import Client

from accounts.account_status import update_account_status
from accounts.login import api_tokens
from accounts.models import User
from accounts.operators import Operator
from accounts.profile.account_deletion import delete_account
from contributors import tasks, token_revocation
from contributors.access_settings import AccessSettings
from contributors.grants.changing import change
from contributors.grants.removing import remove
from contributors.models import AccessGrant, IssuedToken
from contributors.ownership.transfer import transfer
from environments.ordercloud.errors import Unreachable
from lib import clock
from organizations.connections.clients import client_for, token_for
from organizations.connections.provisioning import provision
from organizations.models import Connection
from organizations.production_requests import handover
from tests.cast import create_access, create_organization
from tests.login import signed_in
from tests.polling import wait_until

READER = AccessSettings.create(["ProductReader"])


@pytest.fixture
def shop(cast, emulator):
    """The Sandbox organization, with its marketplace."""
    provision(cast.sandbox)
    return cast.sandbox


def token_of(user, organization) -> str:
    """Return a token that the Portal API gives to `user`."""
    bearer = {"Authorization": f"Bearer {api_tokens.issue(user).access_token}"}
    response = Client().get(f"/api/v1/organizations/{organization.pk}/token", headers=bearer)
    assert response.status_code == 200, response.content
    return response.json()["access_token"]


def works(token, organization) -> bool:
    """Return whether OrderCloud accepts `token`."""
    url = f"{organization.endpoint.api_url}/products"
    status = requests.get(url, headers={"Authorization": f"Bearer {token}"}).status_code
    assert status in (200, 401)
    return status == 200


def direct_access(user, organization):
    return AccessGrant.objects.get(user=user, organization=organization)


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_the_token_of_someone_who_lost_a_role_and_no_other(cast, shop, worker):
    lost, same_roles, of_owner = (token_of(user, shop) for user in (cast.adam, cast.tess, cast.olive))
    assert works(lost, shop)
    change(direct_access(cast.adam, shop), READER, by=cast.olive)
    wait_until(lambda: not works(lost, shop))
    assert works(same_roles, shop)
    assert works(of_owner, shop)
    assert works(token_of(cast.adam, shop), shop)


def test_a_right_that_is_added_ends_no_token(cast, shop):
    token = token_of(cast.victor, shop)
    more = AccessSettings.of(direct_access(cast.victor, shop)).union(AccessSettings.create(["OrderReader"]))
    change(direct_access(cast.victor, shop), more, by=cast.olive)
    assert token_revocation.revoke_pending() == 0
    assert works(token, shop)


def test_each_member_of_a_team_that_is_removed_loses_their_tokens(cast, shop):
    of_member, of_other = token_of(cast.tess, shop), token_of(cast.victor, shop)
    remove(AccessGrant.objects.get(team=cast.team, organization=shop), by=cast.olive)
    assert token_revocation.revoke_pending() == 1
    assert not works(of_member, shop)
    assert works(of_other, shop)


def test_a_deactivated_account_has_no_token_left_in_any_organization(cast, shop):
    other = create_organization(cast.stan, "bits_Sandbox")
    create_access(other, ["ProductReader"], user=cast.adam)
    provision(other)
    tokens = [(token_of(cast.adam, organization), organization) for organization in (shop, other)]
    of_owner = token_of(cast.stan, other)
    cast.adam.is_active = False
    update_account_status(cast.adam, ["is_active"], by=cast.oscar)
    token_revocation.revoke_pending()
    assert not any(works(token, organization) for token, organization in tokens)
    assert works(of_owner, other)


def test_a_deleted_account_has_no_token_left(cast, shop):
    token = token_of(cast.victor, shop)
    delete_account(User.objects.get(pk=cast.victor.pk))
    assert token_revocation.revoke_pending() == 1
    assert not works(token, shop)


@pytest.mark.parametrize("stays", [True, False])
def test_a_former_owner_keeps_a_token_only_by_staying(cast, shop, stays):
    token = token_of(cast.olive, shop)
    transfer(shop, to=cast.adam, stays=stays, by=cast.olive)
    token_revocation.revoke_pending()
    assert works(token, shop) is stays


def test_an_operator_who_hands_an_organization_over_keeps_no_token(cast, emulator):
    organization = create_organization(cast.oscar, "made")
    provision(organization)
    token = token_of(cast.oscar, organization)
    handover._give(organization, cast.stan, Operator(cast.oscar))
    token_revocation.revoke_pending()
    assert not works(token, organization)


def test_a_token_given_out_before_the_loss_was_committed_ends_too(cast, shop):
    change(direct_access(cast.adam, shop), READER, by=cast.olive)
    token = token_of(cast.adam, shop)
    tasks.revoke_tokens(shop.pk, [cast.adam.pk])
    assert not works(token, shop)


def test_a_token_recorded_after_the_loss_ends_too(cast, shop):
    token = token_for(shop, tuple(direct_access(cast.adam, shop).roles))
    change(direct_access(cast.adam, shop), READER, by=cast.olive)
    token_revocation.record_issued(shop, cast.adam, token)
    assert token_revocation.revoke_pending() == 1
    assert not works(token.access_token, shop)


def test_the_revocation_waits_while_the_emulator_does_not_respond(cast, shop, settings):
    token = token_of(cast.victor, shop)
    remove(direct_access(cast.victor, shop), by=cast.olive)
    url, settings.EMULATOR_URL = settings.EMULATOR_URL, "http://127.0.0.1:9"
    with pytest.raises(Unreachable):
        token_revocation.revoke_pending()
    assert tasks.revoke_pending_tokens() == 0  # without an error every 20 seconds
    settings.EMULATOR_URL = url
    assert works(token, shop)
    assert tasks.revoke_pending_tokens() == 1
    assert not works(token, shop)
    assert token_revocation.revoke_pending() == 0


def test_what_the_portal_cached_for_the_organization_is_dropped_and_other_tokens_stay(cast, shop, valkey):
    provision(cast.pair.production)
    for organization in (shop, cast.pair.production):
        client_for(organization, ["ProductReader"], limiter=None).get("products")
    assert len(list(valkey.scan_iter("token:*"))) == 2
    token_revocation.revoke_of(shop.pk, [cast.victor.pk])
    assert len(list(valkey.scan_iter("token:*"))) == 1


def test_only_a_digest_is_stored_and_for_as_long_as_the_token_is_valid(cast, shop):
    token = token_of(cast.victor, shop)
    (row,) = IssuedToken.objects.all()
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    with time_machine.travel(row.expires_at + timedelta(seconds=1)):
        assert clock.now() > row.expires_at
        tasks.revoke_pending_tokens()
    assert not IssuedToken.objects.exists()


def test_the_same_token_given_out_twice_is_one_row(cast, shop):
    token = token_for(shop, tuple(direct_access(cast.victor, shop).roles))
    for _ in range(2):
        token_revocation.record_issued(shop, cast.victor, token)
    assert IssuedToken.objects.count() == 1


def test_where_ordercloud_cannot_end_a_token_the_pages_say_until_when_it_is_valid(client, cast, shop):
    token_of(cast.victor, shop)
    (row,) = IssuedToken.objects.all()
    signed_in(client, cast.olive)
    remove_page = f"/organizations/{shop.pk}/contributors/{cast.victor.pk}/remove/"
    sentence = f"stay valid until {row.expires_at:%-d %b, %H:%M}, because OrderCloud can't end them"
    assert sentence not in client.get(remove_page).content.decode()
    Connection.objects.filter(organization=shop).update(type=Connection.Type.API_CLIENT)
    assert sentence in client.get(remove_page).content.decode()
    edit_page = f"/organizations/{shop.pk}/contributors/{cast.victor.pk}/edit/"
    assert sentence not in client.get(edit_page).content.decode()  # nothing is taken away yet
    shown = client.post(edit_page, {"role": "ProductReader", "version": "1", "preview": ""})
    assert sentence in shown.content.decode()


def test_a_token_that_ordercloud_cannot_end_is_named_until_it_expires_whatever_was_taken_away(cast, shop):
    token_of(cast.victor, shop)
    (row,) = IssuedToken.objects.all()
    Connection.objects.filter(organization=shop).update(type=Connection.Type.API_CLIENT)
    shop.connection.refresh_from_db()
    change(direct_access(cast.victor, shop), AccessSettings.create(["OrderReader"]), by=cast.olive)
    tasks.revoke_tokens(shop.pk, [cast.victor.pk])
    assert token_revocation.valid_until(shop, [cast.victor.pk]) == row.expires_at
    assert token_revocation.revoke_pending() == 0  # none is left to request
