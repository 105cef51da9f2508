"""The emulator's own OpenAPI document."""

import json
from urllib.parse import urljoin

import pytest
from openapi_spec_validator import validate

from environments.emulator.catalogue.openapi_document import document
from environments.emulator.catalogue.versions import NEWEST, VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_the_document_is_valid(version):
    validate(json.loads(document(version)))


def test_the_document_needs_no_token_and_is_the_same_in_every_environment(emulator_server, session):
    places = ("sandbox", "staging", "production", "est-sandbox")
    texts = {session.get(f"{emulator_server.url}/{place}/v1/openapi/v3").content for place in places}
    assert texts == {document(NEWEST)}


def test_the_servers_of_the_document_are_those_that_serve_it(emulator_server, session):
    url = f"{emulator_server.url}/staging/v1/openapi/v3"
    server = session.get(url).json()["servers"][0]["url"]
    assert urljoin(url, server) == f"{emulator_server.url}/staging/v1"


@pytest.mark.parametrize(
    ("operation", "summary"),
    [
        ("Products.List", "List products"),
        ("Products.Create", "Create a product"),
        ("Products.Get", "Get a product"),
        ("Products.Patch", "Patch a product"),
        ("Buyers.Save", "Create or replace a buyer"),
        ("ApiClients.Create", "Create an API client"),
        ("Categories.List", "List categories"),
    ],
)
def test_summaries_describe_their_operations(operation, summary):
    found = {
        o["operationId"]: o["summary"]
        for path in json.loads(document(NEWEST))["paths"].values()
        for o in path.values()
        if isinstance(o, dict)
    }
    assert found[operation] == summary


@pytest.mark.parametrize(("version", "count"), [("1.0.239", 402), ("1.0.454", 640)])
def test_summaries_are_unique(version, count):
    paths = json.loads(document(version))["paths"].values()
    summaries = [o["summary"] for path in paths for o in path.values() if isinstance(o, dict)]
    assert len(summaries) == len(set(summaries)) == count
