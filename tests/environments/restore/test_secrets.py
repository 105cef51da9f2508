"""Secrets: each organization keeps its own, unless the pair copies them."""

import re
from dataclasses import replace

import pytest

from environments import openapi
from environments.restore.engine import plan, restore
from environments.restore.journal import MemoryJournal
from environments.restore.report import Reason
from environments.restore.resources.manifest import INTEGRATION_RESOURCES, RESOURCES
from environments.restore.resources.redactions import Redactions
from environments.restore.resources.resource import Singleton
from environments.restore.state.capture import from_captures, to_captures
from environments.restore.state.desired_state import compute_desired_state
from environments.restore.state.id_map import ApiClientIds
from lib import exact_json
from tests.environments.restore.checker import differences
from tests.environments.restore.sample_data import SHOP, create_records

SECRETS = [(resource.name, field) for resource in RESOURCES for field in resource.secret_fields]
NO_SECRETS = {"AccessTokenDuration", "RefreshTokenDuration", "TokenEndpoint", "PasswordLastSetDate"}
PAYMENT_TOKEN = ("CreditCards", "Token")
LOOKS_SECRET = re.compile("secret|hashkey|sharedkey|token|password|apikey|credential", re.IGNORECASE)


def wanted(name, production, own=(), now=None, copies_secrets=False):
    """Return the desired record in Staging for `production`, and why it differs."""
    documents = {resource: [] for resource in INTEGRATION_RESOURCES}
    staging = documents | {name: list(own)}
    desired = compute_desired_state(
        documents | {name: [production]},
        staging,
        Redactions(accepts_null_addresses=True, copies_secrets=copies_secrets),
        ApiClientIds(),
        staging=None if now is None else documents | {name: now},
    )
    return desired.records[name][0], {
        difference.reason: difference.fields for difference in desired.expected_differences[name]
    }


def fields_of(schema, schemas):
    """Return the properties of a schema of the document, with references resolved."""
    for part in schema.get("allOf", ()):
        yield from fields_of(part, schemas)
    if "$ref" in schema:
        yield from fields_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    yield from schema.get("properties", {}).items()


def test_every_secret_field_of_the_document_is_a_secret_of_the_manifest(pair):
    document = exact_json.loads(openapi.fetch(pair.staging.endpoint, Cache()))
    schemas = document["components"]["schemas"]
    paths = {re.sub(r"{\w+}", "{}", path).lower(): calls for path, calls in document["paths"].items()}
    found = set()
    for resource in RESOURCES:
        response = paths[re.sub(r"{\w+}", "{}", resource.path).lower()]["get"]["responses"]["200"]
        page = response["content"]["application/json"]["schema"]
        items = page if isinstance(resource, Singleton) else dict(fields_of(page, schemas))["Items"]["items"]
        found |= {
            (resource.name, name)
            for name, schema in fields_of(items, schemas)
            if LOOKS_SECRET.search(name)
            and name not in NO_SECRETS | set(resource.read_only_fields)
            and schema.get("type") == "string"
        }

    assert found - {PAYMENT_TOKEN} == set(SECRETS)


class Cache(dict):
    def set(self, key, value, timeout):
        self[key] = value


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_a_secret_of_staging_is_preserved(name, field):
    own = {"ID": "A", field: "staging"}

    record, why = wanted(name, {"ID": "a", field: "production"}, [own])

    assert record[field] == "staging"
    assert why[Reason.PRESERVED] == (field,)


@pytest.mark.parametrize(("name", "field"), SECRETS)
@pytest.mark.parametrize("own", [(), ({"ID": "a"},)], ids=["new record", "no secret yet"])
def test_a_secret_missing_in_staging_is_generated_and_reported(name, field, own):
    production = {"ID": "a", field: "production"}

    record, why = wanted(name, production, own)
    other, _ = wanted(name, production, own)

    assert len({record[field], other[field], "production", None}) == 4
    assert 32 <= len(record[field]) <= 50
    assert why[Reason.NEW_SECRET] == (field,)


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_no_secret_is_generated_when_production_has_none(name, field):
    assert wanted(name, {"ID": "a", field: None})[0][field] is None


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_secrets_are_copied_when_the_pair_says_so(name, field):
    own = {"ID": "a", field: "staging"}

    record, why = wanted(name, {"ID": "a", field: "production"}, [own], copies_secrets=True)

    assert record[field] == "production"
    assert field not in {field for fields in why.values() for field in fields}


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_a_secret_generated_by_an_interrupted_run_is_preserved(name, field):
    production, now = {"ID": "a", field: "production"}, {"ID": "a", field: "new"}

    assert wanted(name, production, (), now=[now])[0][field] == "new"


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_a_secret_copied_since_the_capture_is_not_preserved(name, field):
    production = {"ID": "a", field: "production"}

    assert wanted(name, production, (), now=[production])[0][field] not in ("production", None)


@pytest.mark.parametrize(("name", "field"), SECRETS)
def test_secrets_are_captured(name, field):
    staging = {resource: [] for resource in INTEGRATION_RESOURCES} | {
        name: [{"ID": "a", field: "staging", "Other": 1}]
    }

    (captured,) = from_captures(to_captures(staging))[name]

    assert captured[field] == "staging"


def give_client_secrets(pair):
    pair.production.patch(f"/apiclients/{SHOP}", {"ClientSecret": "production secret of the shop"})


def test_a_restore_into_an_empty_staging_generates_secrets_once(pair, journal):
    create_records(pair.production, "production.example")
    give_client_secrets(pair)

    planned = plan(pair.production, pair.staging, pair.options)
    result = restore(pair.production, pair.staging, journal, pair.options)
    again = restore(pair.production, pair.staging, MemoryJournal(), pair.options)

    secret = pair.staging.get(f"/apiclients/{SHOP}")["ClientSecret"]
    assert secret not in (None, "production secret of the shop")
    assert pair.staging.get("/webhooks/orders")["HashKey"] not in (None, "production.example key")
    assert pair.staging.get("/messagesenders/mailer")["SharedKey"] not in (None, "production.example key")
    new = {
        difference.id
        for difference in result.resource("ApiClients").expected_differences
        if difference.reason is Reason.NEW_SECRET
    }
    assert new == {SHOP}
    assert Reason.NEW_SECRET in {
        difference.reason for difference in planned.resource("Webhooks").expected_differences
    }
    assert secret not in str(result.as_json())
    assert (result.equal, again.equal, again.writes) == (True, True, 0)


def test_a_restore_preserves_the_secrets_of_staging(drifted_pair, journal):
    give_client_secrets(drifted_pair)
    drifted_pair.staging.patch(f"/apiclients/{SHOP}", {"ClientSecret": "staging secret of the shop"})

    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert drifted_pair.staging.get(f"/apiclients/{SHOP}")["ClientSecret"] == "staging secret of the shop"
    assert drifted_pair.staging.get("/integrationEvents/checkout")["HashKey"] == "staging.example key"


def test_a_restore_copies_secrets_when_the_pair_says_so(drifted_pair, journal):
    give_client_secrets(drifted_pair)
    options = replace(drifted_pair.options, copies_secrets=True)

    result = restore(drifted_pair.production, drifted_pair.staging, journal, options)

    for path, field in ((f"/apiclients/{SHOP}", "ClientSecret"), ("/webhooks/orders", "HashKey")):
        assert drifted_pair.staging.get(path)[field] == drifted_pair.production.get(path)[field]
    assert differences(drifted_pair.production, drifted_pair.staging) == []
    assert result.equal
