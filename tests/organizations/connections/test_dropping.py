"""Dropping of connections."""

import pytest
from django.test import Client

from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import AuditEntry
from environments.grants import CannotGrant
from organizations.connections.clients import client_for, token_for, token_grant_for
from organizations.connections.dropping import NOT_CONNECTED, drop
from organizations.models import Connection

Status = Connection.Status


@pytest.fixture
def connection(cast):
    connection = cast.sandbox.connection
    connection.type, connection.client_id, connection.secret = "hosted_portal", "olive", "Pass-word1"
    connection.account_owner = cast.olive
    connection.save()
    return connection


def test_a_dropped_connection_forgets_its_credentials_and_whose_they_were(connection, cast):
    drop(connection, by=cast.olive)
    connection.refresh_from_db()
    assert (connection.client_id, connection.secret, connection.account_owner) == ("", "", None)
    assert connection.status == Status.DISCONNECTED
    assert connection.type == "hosted_portal"


def test_a_dropped_connection_gives_no_token_and_says_what_to_do(connection, cast):
    drop(connection, by=cast.olive)
    cast.sandbox.refresh_from_db()
    with pytest.raises(CannotGrant, match="connect it again in Settings"):
        token_for(cast.sandbox, ("FullAccess",))
    capabilities = token_grant_for(cast.sandbox).capabilities
    assert not capabilities.can_purge
    assert capabilities.reasons["can_purge"] == NOT_CONNECTED


def test_a_token_cached_before_the_drop_is_not_used_after_it(emulator, valkey, connection, cast):
    organization = cast.sandbox
    connection.type = Connection.Type.EMULATOR
    connection.save()
    emulator.emulator.organizations.provision(organization.pk, "Sandbox", "usw", "Acme")
    client_for(organization, ("FullAccess",)).get("/products")
    connection.type = Connection.Type.HOSTED_PORTAL
    connection.save()
    drop(connection, by=cast.olive)
    organization.refresh_from_db()
    with pytest.raises(CannotGrant):
        client_for(organization, ("FullAccess",)).get("/products")


def test_dropping_is_recorded_once(connection, cast):
    drop(connection, by=cast.olive)
    drop(connection, by=cast.adam)
    entry = AuditEntry.objects.get(event=Event.CONNECTION_DROPPED)
    assert (entry.actor, entry.organization) == (cast.olive, cast.sandbox.pk)
    assert "Pass-word1" not in str(entry.details)


def test_a_connection_to_the_emulator_has_nothing_to_drop(cast):
    drop(cast.pair.staging.connection, by=cast.olive)
    cast.pair.staging.connection.refresh_from_db()
    assert cast.pair.staging.connection.status == Status.WORKS


def test_the_portal_api_says_why_there_is_no_token(connection, cast, valkey):
    drop(connection, by=cast.olive)
    bearer = {"Authorization": f"Bearer {api_tokens.issue(cast.olive).access_token}"}
    response = Client().get("/api/v1/organizations/acme_Sandbox/token", headers=bearer)
    assert response.status_code == 409
    assert "isn't connected to OrderCloud" in response.json()["Errors"][0]["Message"]
