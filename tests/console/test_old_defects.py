"""Defects of the hosted portal that this console must not have; docs/console.md lists each with its test."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

LIST = "/organizations/acme_Sandbox/console/Products.List"
CREATE = "/organizations/acme_Sandbox/console/Products.Create"
HTMX = {"HX-Request": "true", "HX-Target": "response"}


def html_of(response) -> str:
    return unescape(response.content.decode())


def query_of(arrival) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(arrival.target).query))


def test_the_number_0_is_sent_and_shown(ordercloud, as_olive):
    ordercloud.set_response(200, {"ID": "A", "ShipWeight": 0, "QuantityMultiplier": 0})
    fields = {"body.Name": "n", "body.ShipWeight": "0", "do": "send"}
    page = html_of(as_olive.post(CREATE, fields, headers=HTMX))
    assert json.loads(ordercloud.arrivals[0].body) == {"Name": "n", "ShipWeight": 0}
    assert re.search(r"ShipWeight</th><td class=\"cell-number\">0</td>", page)
    as_olive.post(LIST, {"query.pageSize": "0", "do": "send"}, headers=HTMX)
    assert query_of(ordercloud.arrivals[1]) == {"pageSize": "0"}


def test_a_0_of_a_record_is_in_its_edit_form(ordercloud, as_olive):
    ordercloud.set_response(200, {"ID": "A", "Name": "n", "ShipWeight": 0})
    url = "/organizations/acme_Sandbox/console/Products.Get"
    page = html_of(as_olive.get(url, {"path.productID": "A", "do": "send"}))
    edit = html_of(as_olive.get(re.search(r'<a href="([^"]+)" aria-label="Edit A"', page)[1]))
    assert re.search(r'name="body.ShipWeight" value="0"', edit)


@pytest.mark.parametrize("typed", ["A&B=C", "50 % off?", "a+b", "#1", "Größe/5″"])
def test_query_values_are_encoded(ordercloud, as_olive, typed):
    as_olive.post(LIST, {"query.search": typed, "do": "send"}, headers=HTMX)
    assert query_of(ordercloud.arrivals[0]) == {"search": typed}


def test_a_filter_applies_with_the_same_send(ordercloud, as_olive):
    for value in ("Nordhagen", "Castelline"):
        fields = {"query.filters~0~key": "xp.Brand", "query.filters~0": value, "do": "send"}
        as_olive.post(LIST, fields, headers=HTMX)
    assert [query_of(arrival) for arrival in ordercloud.arrivals] == [
        {"xp.Brand": "Nordhagen"},
        {"xp.Brand": "Castelline"},
    ]


@pytest.mark.parametrize(("negated", "sent"), [([], "Name"), (["Name"], "!Name")])
def test_the_sort_direction_is_sent(ordercloud, as_olive, negated, sent):
    fields = {"query.sortBy": "Name", "query.sortBy~turned": negated, "do": "send"}
    as_olive.post(LIST, fields, headers=HTMX)
    assert query_of(ordercloud.arrivals[0]) == {"sortBy": sent}


def test_input_is_validated_before_it_is_sent(ordercloud, as_olive):
    for fields in ({"body.ShipWeight": "0"}, {"body.Name": "n", "body.ShipWeight": "heavy"}):
        page = as_olive.post(CREATE, {**fields, "do": "send"}, headers=HTMX)
        assert page.status_code == 422
        assert "field to fix" in html_of(page)
    assert ordercloud.arrivals == []


def test_a_long_request_is_sent(ordercloud, as_olive):
    typed = "Nordhagen|" * 5000
    page = as_olive.post(LIST, {"query.search": typed, "do": "send"}, headers=HTMX)
    assert page.status_code == 200
    assert query_of(ordercloud.arrivals[0]) == {"search": typed}


def test_an_expired_token_is_renewed_and_the_request_sent_again(ordercloud, as_olive):
    respond, statuses = ordercloud.respond, iter([401, 200])

    def once_expired(arrival):
        status, *rest = respond(arrival)
        return (next(statuses) if "/v1/products" in arrival.target else status, *rest)

    ordercloud.respond = once_expired
    page = html_of(as_olive.post(LIST, {"do": "send"}, headers=HTMX))
    assert "401, then 200" in page
    assert len(ordercloud.issued) == 2
    assert "Authorization" in ordercloud.arrivals[1].headers
    sent = [arrival.headers["Authorization"] for arrival in ordercloud.arrivals]
    assert sent == [f"Bearer {token}" for token in ordercloud.issued]
