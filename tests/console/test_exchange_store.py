"""Stored responses: for another view, a part or a download, and only for the user who sent the request."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from console import exchange_store
from tests.login import signed_in

LIST = "/organizations/acme_Sandbox/console/Products.List"
CREATE = "/organizations/acme_Sandbox/console/Products.Create"
THINGS = {
    "Meta": {"Page": 2, "PageSize": 2, "TotalPages": 3, "TotalCount": 5},
    "Items": [
        {"ID": "P1", "Name": "One", "xp": {"Big": 90071992547409931}},
        {"ID": "P2", "Name": "Two", "xp": None},
    ],
}


@pytest.fixture
def key(ordercloud, as_olive) -> str:
    """The key of a response with two products."""
    ordercloud.set_response(200, THINGS, **{"X-Trace": "t-1"})
    page = as_olive.get(LIST, {"do": "send", "query.search": "o"})
    return page.context["response"].key


def view(client, key, **query):
    return client.get(f"/organizations/acme_Sandbox/responses/{key}/", query)


def test_each_view_shows_the_same_response_without_a_second_call(ordercloud, as_olive, key):
    assert "90071992547409931" in view(as_olive, key, view="tree").content.decode()
    assert "&quot;Big&quot;: 90071992547409931" in view(as_olive, key, view="raw").content.decode()
    assert "X-Trace" in view(as_olive, key, view="headers").content.decode()
    assert "3–4 of" in view(as_olive, key).content.decode()
    assert len(ordercloud.arrivals) == 1


def test_ids_are_links_and_pages_keep_the_query(as_olive, key):
    html = view(as_olive, key).content.decode()
    assert "/console/Products.Get?path.productID=P1&amp;do=send" in html
    assert "/console/Products.List?query.search=o&amp;query.page=1&amp;do=send" in html
    assert "/console/Products.List?query.search=o&amp;query.page=3&amp;do=send" in html


def test_chosen_columns_are_preserved_on_the_next_page(as_olive, key):
    html = view(as_olive, key, column=["xp.Big"], usual="ID,Name").content.decode()
    assert '<th scope="col" class="number">xp.Big</th>' in html
    assert '<th scope="col">Name</th>' not in html
    assert "query.page=3&amp;do=send&amp;column=xp.Big" in html


def test_a_subtree_can_be_opened_alone(as_olive, key):
    html = view(as_olive, key, view="tree", at="/Items/0").content.decode()
    assert "P1" in html
    assert "P2" not in html
    assert "Nothing here" in view(as_olive, key, view="tree", at="/Items/7").content.decode()


def test_the_body_can_be_downloaded_unchanged(as_olive, key):
    response = as_olive.get(f"/organizations/acme_Sandbox/responses/{key}/body")
    assert response.content == json.dumps(THINGS).encode()
    assert response["Content-Disposition"] == 'attachment; filename="acme_Sandbox-response.json"'
    assert response["Content-Type"] == "application/octet-stream"


def test_a_response_is_visible_to_its_user_in_its_organization_only(cast, as_olive, key):
    adam = signed_in(Client(), cast.adam)
    assert view(adam, key).status_code == 404
    assert as_olive.get(f"/organizations/acme/responses/{key}/").status_code == 404
    assert view(as_olive, "guessed").status_code == 404


def test_a_stored_response_is_encrypted(cast, key):
    stored = cache.get(exchange_store._cache_key(key, cast.sandbox, cast.olive))
    assert b"One" not in stored


def test_the_response_of_a_write_can_be_viewed_without_writing_again(ordercloud, as_olive):
    ordercloud.set_response(201, {"ID": "P9"})
    page = as_olive.post(CREATE, {"body.Name": "n", "do": "send"})
    key = page.context["response"].key
    again = as_olive.post(CREATE, {"body.Name": "n", "response": key, "view": "headers"})
    assert "Content-Type" in again.content.decode()
    assert 'value="n"' in again.content.decode()
    assert len(ordercloud.arrivals) == 1


def test_a_form_with_errors_keeps_the_last_response(ordercloud, as_olive):
    ordercloud.set_response(201, {"ID": "P9"})
    key = as_olive.post(CREATE, {"body.Name": "n", "do": "send"}).context["response"].key
    page = as_olive.post(CREATE, {"body.Name~state": "unsent", "response": key, "do": "send"})
    assert page.status_code == 422
    assert "201 Created" in page.content.decode()


def test_a_response_too_large_to_store_is_shown(ordercloud, as_olive, monkeypatch):
    monkeypatch.setattr(exchange_store, "MAX_BODY_SIZE", 10)
    ordercloud.set_response(200, THINGS)
    page = as_olive.get(LIST, {"do": "send"})
    assert page.context["response"].key == ""
    assert "P1" in page.content.decode()


def test_a_large_body_is_truncated_with_a_message(ordercloud, as_olive):
    ordercloud.set_response(200, {"Items": [{"ID": f"P{n}", "Text": "x" * 1000} for n in range(600)]})
    page = as_olive.get(LIST, {"do": "send", "view": "raw"}).content.decode()
    assert len(page) < 400_000
    assert "Download the whole body" in page


def test_responses_are_escaped_on_the_page(ordercloud, as_olive):
    hostile = "\"><script>alert(1)</script>'&"
    ordercloud.set_response(
        200, {"Items": [{"ID": hostile, "Name": hostile, hostile: hostile}]}, **{"X-Odd": "<b>"}
    )
    for view in ("table", "tree", "raw", "headers"):
        html = as_olive.get(LIST, {"do": "send", "view": view}).content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html
    ordercloud.set_response(200, {"ID": hostile, hostile: hostile})
    html = as_olive.get(
        "/organizations/acme_Sandbox/console/Products.Get", {"path.productID": "x", "do": "send"}
    )
    assert "<script>alert" not in html.content.decode()


def test_a_stored_response_expires_after_fifteen_minutes(cast, valkey, key):
    (name,) = [name for name in valkey.scan_iter("*exchange:*") if key.encode() in name]
    assert 14 * 60 < valkey.ttl(name) <= 15 * 60
