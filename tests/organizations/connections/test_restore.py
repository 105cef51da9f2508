"""A pair connected by its API clients, as if OrderCloud hosted it, is restored."""

import pytest
from django.core.management import CommandError, call_command

from organizations.connections import connecting
from organizations.connections.clients import client_for
from organizations.connections.dropping import drop
from organizations.models import Connection, StagingPair
from organizations.restores.models import Restore
from tests.organizations.connections.remote import create_remote, reload


@pytest.fixture
def pair(transactional_db, allowed_emulator, cast, valkey) -> StagingPair:
    """`hartwell` and `hartwell_Staging`, connected by API clients, with one product in Production only."""
    for portal_id, environment in (("hartwell", "Production"), ("hartwell_Staging", "Staging")):
        remote = create_remote(allowed_emulator, portal_id, environment)
        connecting.connect(remote.candidate(), owner=cast.olive, by=cast.olive)
        if environment == "Production":
            remote.client.put("/products/wrench", {"Name": "Torque wrench"})
            webhook = {
                "Name": "Orders",
                "Url": "https://hooks.hartwell.example/orders",
                "HashKey": "key",
                "ApiClientIDs": [],
                "WebhookRoutes": [{"Route": "v1/orders/{direction}/{orderID}/submit", "Verb": "POST"}],
            }
            remote.client.put("/webhooks/orders", webhook)
    return StagingPair.objects.get(production="hartwell")


def test_a_pair_connected_by_api_clients_is_restored_through_them(pair):
    call_command("restore_staging", "hartwell_Staging")
    assert Restore.objects.get().state == Restore.State.FINISHED
    staging = client_for(pair.staging, ("FullAccess",))
    assert staging.get("/products/wrench")["Name"] == "Torque wrench"
    # An API client cannot write null, and Production's address must not be in Staging.
    assert staging.get("/webhooks/orders")["Url"] == "https://blanked.invalid/"
    # The connection's own client is left alone, and is no drift although Production has one of its name.
    assert not Restore.objects.get().findings.filter(type="drift").exists()
    assert reload(pair.staging.connection).status == Connection.Status.WORKS
    assert staging.get("/me")["Username"] == "portal-service-Staging"


def test_a_restore_of_a_dropped_connection_ends_with_the_reason(pair, cast):
    drop(pair.staging.connection, by=cast.olive)
    with pytest.raises((CommandError, SystemExit)):
        call_command("restore_staging", "hartwell_Staging")
    restore = Restore.objects.get()
    assert restore.state == Restore.State.FAILED
    assert "isn't connected to OrderCloud" in restore.error


def test_a_restore_that_finds_the_secret_revoked_marks_the_connection(pair):
    connection = reload(pair.staging.connection)
    staging = client_for(pair.staging, ("FullAccess",))
    staging.patch(f"/apiclients/{connection.client_id}", {"ClientSecret": "another"})
    with pytest.raises((CommandError, SystemExit)):
        call_command("restore_staging", "hartwell_Staging")
    assert reload(connection).status == Connection.Status.FAILING
    assert Restore.objects.get().state == Restore.State.FAILED
