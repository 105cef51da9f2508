"""Changes of connections: tested before they are stored, by owner and admins only."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.connections import changing
from organizations.connections.candidates import Credentials
from organizations.connections.clients import client_for
from organizations.connections.connecting import TestFailed
from organizations.connections.dropping import drop
from organizations.models import Connection
from tests.organizations.connections.remote import reload

ROLES = ("FullAccess",)
NEW_SECRET = "a-new-secret-of-the-client"


def test_a_new_secret_replaces_the_old_one_when_it_works(remote, connected, cast, valkey):
    client_for(connected.organization, ROLES).get("/me")
    remote.change_client(ClientSecret=NEW_SECRET)
    changing.rotate_secret(connected, NEW_SECRET, by=cast.adam)
    assert reload(connected).secret == NEW_SECRET
    assert reload(connected).version == 2
    client_for(reload(connected).organization, ROLES).get("/me")
    assert len([key for key in valkey.keys("token:*") if not key.endswith(b":renewal")]) == 2
    entry = AuditEntry.objects.get(event=Event.CONNECTION_SECRET_ROTATED)
    assert entry.actor == cast.adam
    assert NEW_SECRET not in str(entry.details)


def test_a_new_secret_that_does_not_work_leaves_the_old_one(remote, connected, cast):
    with pytest.raises(TestFailed):
        changing.rotate_secret(connected, NEW_SECRET, by=cast.olive)
    assert (reload(connected).secret, reload(connected).version) == (remote.secret, 1)
    assert reload(connected).status == "works"


def test_another_api_client_takes_over(remote, connected, cast):
    other = "5f0c9d6e-1b7a-4c38-9e52-3a64d8f1b2ff"
    values = remote.client.get(f"/apiclients/{remote.client_id}")
    remote.client.put(f"/apiclients/{other}", {**values, "ID": other, "ClientSecret": NEW_SECRET})
    changing.change_credentials(
        connected, Credentials(other.upper(), NEW_SECRET, base_url=remote.base_url), by=cast.olive
    )
    assert reload(connected).client_id == other


def test_credentials_that_work_end_a_failure(remote, connected, cast):
    remote.change_client(ClientSecret=NEW_SECRET)
    changing.retest(connected, by=cast.olive)
    assert reload(connected).status == "failing"
    changing.rotate_secret(reload(connected), NEW_SECRET, by=cast.olive)
    assert (reload(connected).status, reload(connected).failure) == ("works", "")
    assert AuditEntry.objects.filter(event=Event.CONNECTION_RECOVERED).count() == 1


def test_a_dropped_connection_is_connected_again(remote, connected, cast):
    drop(connected, by=cast.olive)
    with pytest.raises(ValidationError, match="nothing to test"):
        changing.retest(reload(connected), by=cast.olive)
    credentials = Credentials(remote.client_id, remote.secret, base_url=remote.base_url)
    changing.change_credentials(reload(connected), credentials, by=cast.olive)
    assert reload(connected).status == "works"
    client_for(reload(connected).organization, ROLES).get("/me")


def test_only_owner_and_admins_change_test_or_see_a_connection(remote, connected, cast):
    credentials = Credentials(remote.client_id, remote.secret, base_url=remote.base_url)
    for user in (cast.victor, cast.stan, cast.oscar):
        for attempt in (
            lambda user=user: changing.rotate_secret(connected, "x", by=user),
            lambda user=user: changing.change_credentials(connected, credentials, by=user),
            lambda user=user: changing.retest(connected, by=user),
            lambda user=user: changing.reveal_secret(connected, by=user),
        ):
            with pytest.raises(PermissionDenied):
                attempt()


def test_a_shown_secret_is_audited_without_it(remote, connected, cast):
    assert changing.reveal_secret(connected, by=cast.adam) == remote.secret
    entry = AuditEntry.objects.get(event=Event.CONNECTION_SECRET_SHOWN)
    assert (entry.actor, entry.organization) == (cast.adam, "hartwell")
    assert remote.secret not in str(entry.details)


def test_an_organization_on_the_emulator_has_no_credentials_to_change(cast):
    with pytest.raises(ValidationError, match="no credentials"):
        changing.rotate_secret(cast.sandbox.connection, "x", by=cast.olive)
    cast.sandbox.connection.refresh_from_db()
    assert cast.sandbox.connection.type == Connection.Type.EMULATOR
