"""Tokens that people hold of an organization end with its deletion."""

import pytest
import requests

from environments.ordercloud.errors import Unreachable
from organizations import deletion
from organizations.connections.clients import client_for, token_for
from organizations.connections.provisioning import provision
from organizations.deletion import tokens
from organizations.models import Connection, Organization
from tests.polling import wait_until

ROLES = ("FullAccess",)


def status_of(token, organization: Organization) -> int:
    headers = {"Authorization": f"Bearer {token.access_token}"}
    return requests.get(f"{organization.endpoint.api_url}/products", headers=headers, timeout=10).status_code


def test_a_token_ends_with_the_deletion_and_a_restored_organization_gets_new_ones(cast, emulator, worker):
    provision(cast.sandbox)
    token = token_for(cast.sandbox, ROLES)
    assert status_of(token, cast.sandbox) == 200
    client = client_for(cast.sandbox, ROLES)
    client.get("/products")
    deletion.delete(cast.sandbox, by=cast.olive)
    wait_until(lambda: status_of(token, cast.sandbox) == 401)
    deletion.undelete(Organization.objects.get(pk="acme_Sandbox"), by=cast.olive)
    assert client.get("/products")["Items"] == []


def test_nothing_is_revoked_of_what_was_restored_meanwhile(cast, emulator):
    provision(cast.sandbox)
    token = token_for(cast.sandbox, ROLES)
    assert not tokens.revoke("acme_Sandbox")
    assert status_of(token, cast.sandbox) == 200


def test_a_connection_whose_tokens_cannot_be_revoked_is_left_alone(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    assert not tokens.revoke("acme_Sandbox")


def test_an_emulator_that_does_not_respond_is_asked_again(cast, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:1"
    deletion.delete(cast.sandbox, by=cast.olive)
    with pytest.raises(Unreachable):
        tokens.revoke("acme_Sandbox")
