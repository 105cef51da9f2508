"""The API version in the settings: what is known without a call, and a check on request."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache

from console import catalogue_cache
from console.catalogue_cache import CatalogueUnavailable, catalogue_for, refresh
from environments.endpoints import Endpoint
from organizations.connections import api_version
from tests.login import signed_in

SETTINGS = "/organizations/acme_Sandbox/settings/"
CHECK = "/organizations/acme_Sandbox/api-version/"


@pytest.fixture(autouse=True)
def _nothing_known():
    catalogue_cache.clear()
    cache.clear()
    yield
    catalogue_cache.clear()


def test_the_settings_wait_for_no_call_and_say_that_nothing_is_known_yet(client, cast, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    assert "Not checked yet" in signed_in(client, cast.victor).get(SETTINGS).content.decode()


@pytest.mark.parametrize("who", ["olive", "victor"])
def test_a_check_shows_version_and_operations_as_the_document_says(client, cast, emulator, who):
    page = signed_in(client, cast.users[who]).post(CHECK, follow=True)
    assert page.redirect_chain == [(SETTINGS, 302)]
    html = page.content.decode()
    version = api_version.known(cast.sandbox.endpoint)
    assert version.operation_count > 300
    assert (
        f"<bdi>{version.version}</bdi> <small>{version.operation_count:,} operations, checked <time" in html
    )
    assert "Not checked yet" not in html


def test_htmx_gets_the_row_alone(client, cast, emulator):
    response = signed_in(client, cast.olive).post(CHECK, headers={"HX-Request": "true"})
    html = response.content.decode().strip()
    assert html.startswith('<div id="api-version">')
    assert "just now" in html


def test_opening_the_console_is_a_check_too(cast, emulator):
    catalogue_for(cast.sandbox.endpoint)
    assert api_version.known(cast.sandbox.endpoint) is not None


def test_what_is_known_stays_after_the_document_expired_with_its_time(client, cast, emulator, clock):
    catalogue_for(cast.sandbox.endpoint)
    clock.move(timedelta(hours=3))
    assert "3 h ago" in signed_in(client, cast.olive).get(SETTINGS).content.decode()


def test_a_second_check_within_a_minute_downloads_nothing(cast, emulator, clock, monkeypatch):
    downloaded = []
    fetch = catalogue_cache.openapi.fetch

    def counting(endpoint, documents):
        downloaded.append(endpoint)
        return fetch(endpoint, documents)

    monkeypatch.setattr(catalogue_cache.openapi, "fetch", counting)
    refresh(cast.sandbox.endpoint)
    refresh(cast.sandbox.endpoint)
    assert len(downloaded) == 1
    clock.move(timedelta(minutes=1))
    refresh(cast.sandbox.endpoint)
    assert len(downloaded) == 2


def test_an_unreachable_ordercloud_is_reported_and_what_is_known_stays(
    client, cast, emulator, settings, clock
):
    catalogue_for(cast.sandbox.endpoint)
    dead = Endpoint("Sandbox", "usw", "http://127.0.0.1:9")
    with pytest.raises(CatalogueUnavailable):
        refresh(dead)
    assert api_version.known(cast.sandbox.endpoint) is not None
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    page = signed_in(client, cast.olive).post(CHECK, follow=True).content.decode()
    assert "load the API description from http://127.0.0.1:9" in page
    html = client.post(CHECK, headers={"HX-Request": "true"}).content.decode()
    assert 'role="alert"' in html


def test_a_version_is_text_and_never_long(client, cast, emulator, monkeypatch):
    document = json.dumps({"info": {"version": "<b>" + "x" * 10_000}, "paths": {"/me": {"get": {}}}})
    monkeypatch.setattr(catalogue_cache.openapi, "fetch", lambda endpoint, documents: document.encode())
    html = signed_in(client, cast.olive).post(CHECK, follow=True).content.decode()
    assert f"<bdi>&lt;b&gt;{'x' * 37}</bdi> <small>1 operation, checked" in html


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
def test_others_check_nothing(client, cast, who):
    assert signed_in(client, cast.users[who]).post(CHECK).status_code == 404
