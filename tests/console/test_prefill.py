"""An operation opened from a stored response: filled with one of its records, or with its request."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from tests.console.views.test_records import GET, LIST, PRODUCTS, html_of, links_of
from tests.login import signed_in

RECORD = {
    "ID": "A/1",
    "Name": "Größe 5″ <b>",
    "ShipWeight": 0,
    "SpecCount": 2,
    "Description": None,
    "xp": {"Long": "x" * 60_000},
}


def body_of(html: str) -> dict:
    """The JSON of the body in the page's editor."""
    found = re.search(r'<textarea id="body-json"[^>]*>\n(.*?)</textarea>', html, re.S)
    assert found
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize(("url", "sent"), [(LIST, {}), (GET, {"path.productID": "A/1"})])
def test_edit_opens_filled_with_the_record_and_nothing_large_is_in_its_address(
    ordercloud, as_olive, url, sent
):
    ordercloud.set_response(200, RECORD if url == GET else {**PRODUCTS, "Items": [{"ID": "B"}, RECORD]})
    link = links_of(html_of(as_olive.get(url, {**sent, "do": "send"})), "Edit")[-1]
    assert len(link) < 300
    page = as_olive.get(link)
    assert body_of(page.content.decode()) == {key: RECORD[key] for key in RECORD if key != "SpecCount"}
    html = html_of(page)
    assert 'name="path.productID" value="A/1"' in html
    assert 'value="Größe 5″ <b>"' in html
    assert len(ordercloud.arrivals) == 1


@pytest.mark.parametrize("label", ["Patch", "Delete"])
def test_patch_and_delete_open_with_the_path_alone_and_send_nothing(ordercloud, as_olive, label):
    ordercloud.set_response(200, RECORD)
    link = links_of(html_of(as_olive.get(GET, {"path.productID": "A/1", "do": "send"})), label)[0]
    html = html_of(as_olive.get(link))
    assert 'name="path.productID" value="A/1"' in html
    assert "Größe" not in html
    assert len(ordercloud.arrivals) == 1


def test_a_response_that_is_no_longer_stored_leaves_the_path_and_says_so(ordercloud, as_olive):
    ordercloud.set_response(200, RECORD)
    link = links_of(html_of(as_olive.get(GET, {"path.productID": "A/1", "do": "send"})), "Edit")[0]
    cache.clear()
    html = html_of(as_olive.get(link))
    assert 'name="path.productID" value="A/1"' in html
    assert "no longer stored" in html


def test_the_response_of_someone_else_fills_in_nothing(ordercloud, as_olive, cast):
    ordercloud.set_response(200, RECORD)
    link = links_of(html_of(as_olive.get(GET, {"path.productID": "A/1", "do": "send"})), "Edit")[0]
    html = html_of(signed_in(Client(), cast.adam).get(link))
    assert "no longer stored" in html
    assert "Größe" not in html


@pytest.mark.parametrize("item", ["7", "-1", "²", "x", "9" * 5000])
def test_an_item_that_is_not_in_the_response_fills_in_nothing(ordercloud, as_olive, item):
    ordercloud.set_response(200, RECORD)
    link = links_of(html_of(as_olive.get(GET, {"path.productID": "A/1", "do": "send"})), "Edit")[0]
    key = parse_qs(urlsplit(link).query)["from"][0]
    page = as_olive.get(urlsplit(link).path, {"from": key, "item": item})
    assert page.status_code == 200
    assert "Größe" not in html_of(page)


def test_a_record_opens_only_the_operations_on_it(ordercloud, as_olive):
    ordercloud.set_response(200, RECORD)
    link = links_of(html_of(as_olive.get(GET, {"path.productID": "A/1", "do": "send"})), "Edit")[0]
    key = parse_qs(urlsplit(link).query)["from"][0]
    url = "/organizations/acme_Sandbox/console/Buyers.Save"
    assert "Größe" not in html_of(as_olive.get(url, {"from": key, "item": "0"}))


def test_a_long_request_continues_from_its_stored_response(ordercloud, as_olive):
    ordercloud.set_response(200, PRODUCTS)
    search = "ü&" * 3000
    html = html_of(as_olive.post(LIST, {"query.search": search, "query.page": "3", "do": "send"}))
    key = re.search(r'name="response" value="([^"]+)"', html)[1]
    as_olive.get(LIST, {"from": key, "query.page": "4", "do": "send"})
    sent = [parse_qs(urlsplit(arrival.target).query) for arrival in ordercloud.arrivals]
    assert [query["page"] for query in sent] == [["3"], ["4"]]
    assert sent[0]["search"] == sent[1]["search"] == [search]
