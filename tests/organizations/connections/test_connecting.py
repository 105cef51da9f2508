"""Connecting of organizations: which ones are accepted, and what connecting leads to."""

import pytest
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib.rate_limit import RATES, RateLimited
from organizations.connections import connecting
from organizations.connections.clients import client_for
from organizations.models import AllowedHost, Connection, Organization, Quota, StagingPair
from tests.cast import create_access, create_organization
from tests.concurrency import run_concurrently
from tests.organizations.connections.remote import Remote, create_remote


def connect(remote: Remote, user, **changes: str) -> Organization:
    return connecting.connect(remote.candidate(**changes), owner=user, by=user)


def messages_of(error) -> dict[str, list[str]]:
    return error.value.message_dict


def test_who_connects_an_organization_owns_it_and_calls_it_immediately(remote, cast, valkey):
    organization = connect(remote, cast.stan)
    assert (organization.pk, organization.owner, organization.environment) == (
        "hartwell",
        cast.stan,
        "Sandbox",
    )
    stored = Organization.objects.get(pk="hartwell")
    assert client_for(stored, ("FullAccess",)).get("/me")["Seller"]["ID"] == "hartwell"
    connection = stored.connection
    assert (connection.status, connection.tested_by) == ("works", cast.stan)
    assert connection.test_lines[0]["text"].startswith("API reachable")
    assert connection.next_test_at > connection.tested_at


def test_an_organization_whose_test_fails_is_not_connected(remote, cast):
    with pytest.raises(connecting.TestFailed, match="OrderCloud refused the client ID and secret"):
        connect(remote, cast.stan, secret="wrong")
    assert not Organization.objects.filter(pk="hartwell").exists()


def test_an_api_client_of_another_organization_is_not_connected(remote, cast):
    with pytest.raises(connecting.TestFailed, match="Seller is hartwell, not kestrel"):
        connect(remote, cast.stan, id="kestrel")
    assert not Organization.objects.filter(pk="kestrel").exists()


def test_connecting_and_its_test_are_audited_without_the_secret(remote, cast):
    connect(remote, cast.stan)
    entries = AuditEntry.objects.filter(organization="hartwell").order_by("pk")
    assert [entry.event for entry in entries] == [Event.CONNECTION_TESTED, Event.ORGANIZATION_CONNECTED]
    assert all(remote.secret not in str(entry.details) for entry in entries)
    assert entries[1].details["client"] == remote.client_id


def test_the_secret_is_stored_encrypted(remote, cast, django_assert_num_queries):
    connect(remote, cast.stan)
    raw = Connection.objects.extra(select={"raw": "secret"}).get(organization="hartwell").raw
    assert remote.secret not in raw


@pytest.mark.parametrize("entered", ["kestrel", "kestrel_Staging", "kestrel_staging", " kestrel "])
def test_a_staging_organization_gets_its_suffix_typed_with_or_without(allowed_emulator, cast, entered):
    remote = create_remote(allowed_emulator, "kestrel_Staging", "Staging")
    assert connect(remote, cast.stan, id=entered).pk == "kestrel_Staging"


@pytest.mark.parametrize("environment", ["Production", "Sandbox"])
def test_only_a_staging_id_may_end_like_one(remote, environment):
    with pytest.raises(ValidationError) as error:
        remote.candidate(environment=environment, id="kestrel_Staging")
    assert messages_of(error) == {"id": ["Only Staging IDs end in _Staging. Choose Staging, or remove it."]}


@pytest.mark.parametrize("entered", ["hartwell", "HARTWELL", "hartwell_Sandbox"])
def test_one_marketplace_is_here_once(remote, cast, entered):
    connect(remote, cast.olive)
    with pytest.raises(ValidationError) as error:
        remote.candidate(id=entered)
    assert messages_of(error) == {"id": [f"{entered} is already on this portal. Ask its owner for access."]}


def test_of_two_who_connect_one_organization_at_the_same_time_one_owns_it(
    transactional_db, remote, cast, valkey
):
    errors = []

    def connect_as(user, entered):
        try:
            connect(remote, user, id=entered)
        except ValidationError as error:
            errors.append(error)

    run_concurrently(
        [lambda: connect_as(cast.stan, "hartwell"), lambda: connect_as(cast.ida, "hartwell_Sandbox")]
    )
    assert Organization.objects.filter(pk__startswith="hartwell").count() == 1
    assert "already on this portal" in str(errors[0])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "x" * 10_000),
        ("id", "<b>hartwell</b>"),
        ("id", "hart well"),
        ("id", "connect"),
        ("environment", "Qa"),
        ("region", "mars"),
        ("type", "emulator"),
        ("client_id", ""),
        ("client_id", "x" * 10_000),
        ("client_id", "a\0b"),
        ("secret", ""),
        ("secret", "x" * 10_000),
        ("base_url", "x" * 10_000),
    ],
)
def test_input_that_cannot_be_right_is_refused_at_its_field(remote, field, value):
    with pytest.raises(ValidationError) as error:
        remote.candidate(**{field: value})
    assert set(messages_of(error)) == {field}


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "ftp://api.example.com",
        "https://",
        "api.example.com",
        "https://user:password@api.example.com",
        "https://api.example.com?x=1",
        "https://api.example.com/#x",
        "https://api.example.com/a/../b",
        "https://api.example.com/%2e%2e/b",
        "https://api.example.com:99999",
        "https://[::1]",
        "https://аpi.example.com",
        "javascript:alert(1)",
        "https://not-allowed.example.com",
        "https://api.ordercloud.io",
    ],
)
def test_an_api_url_that_connections_may_not_have_is_refused(remote, url):
    AllowedHost.objects.create(host="api.example.com")
    with pytest.raises(ValidationError) as error:
        remote.candidate(base_url=url)
    assert set(messages_of(error)) == {"base_url"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("https://sandboxapi.ordercloud.io/v1", ""),
        ("https://API.example.com/", "https://api.example.com"),
        ("https://api.example.com:443/v1/", "https://api.example.com"),
        ("https://api.example.com./ordercloud", "https://api.example.com/ordercloud"),
    ],
)
def test_an_api_url_is_stored_in_one_form(remote, typed, stored):
    AllowedHost.objects.create(host="api.example.com")
    assert remote.candidate(base_url=typed).base_url == stored


def test_on_this_machine_only_emulators_of_that_environment_are_accepted(remote, settings):
    for path in ("/staging", "/_emulator", "", "/sandbox/x"):
        with pytest.raises(ValidationError, match="https://"):
            remote.candidate(base_url=settings.EMULATOR_URL + path)
    with pytest.raises(ValidationError, match="don't allow"):
        remote.candidate(base_url="http://127.0.0.1:1/sandbox")
    settings.EMBEDDED = False
    with pytest.raises(ValidationError, match="https://"):
        remote.candidate()


def test_the_quota_of_sandbox_organizations_holds_for_connected_ones(remote, cast):
    Quota.objects.create(user=cast.olive, sandbox_organizations=1)
    with pytest.raises(ValidationError, match="1 of 1 Sandbox organization"):
        connect(remote, cast.olive)


@pytest.mark.usefixtures("frozen_time")
def test_a_user_cannot_try_secrets_without_end(remote, cast, valkey):
    most, _seconds = RATES["connection_test_by_user"]
    for _ in range(most):
        connecting.limit_tests(cast.stan)
    with pytest.raises(RateLimited):
        connect(remote, cast.stan)
    connecting.limit_tests(cast.ida)


def test_staging_is_linked_to_its_production_that_the_owner_manages_with_restores_off(allowed_emulator, cast):
    production = connect(create_remote(allowed_emulator, "kestrel", "Production"), cast.olive)
    staging = connect(create_remote(allowed_emulator, "kestrel_Staging", "Staging"), cast.olive)
    pair = StagingPair.objects.get(staging=staging)
    assert pair.production == production
    assert not pair.schedule_enabled


def test_production_is_linked_to_its_staging_when_that_is_here_first(allowed_emulator, cast):
    staging = connect(create_remote(allowed_emulator, "kestrel_Staging", "Staging"), cast.olive)
    production = connect(create_remote(allowed_emulator, "kestrel", "Production"), cast.olive)
    assert StagingPair.objects.get(production=production).staging == staging


def test_an_admin_of_production_links_it_by_connecting_staging_and_others_do_not(allowed_emulator, cast):
    production = create_organization(cast.olive, "kestrel", "Production")
    create_access(production, ["ProductReader"], user=cast.victor)
    create_access(production, ["ProductReader"], user=cast.adam, is_admin=True)
    remote = create_remote(allowed_emulator, "kestrel_Staging", "Staging")
    staging = connect(remote, cast.victor)
    assert not StagingPair.objects.filter(staging=staging).exists()
    staging.delete()
    assert StagingPair.objects.filter(staging=connect(remote, cast.adam)).exists()
