"""The pages of the history."""

import json

import pytest
from django.test import Client

from console.models import HistoryEntry
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"
HISTORY = SANDBOX + "history/"


@pytest.fixture
def sent(ordercloud, as_olive):
    """Three requests of Olive: a list, a failed write, and a patch."""
    ordercloud.set_response(200, {"Meta": {}, "Items": [{"ID": "A", "Name": "Wrench"}]})
    as_olive.get(SANDBOX + "Products.List", {"query.search": "torque", "do": "send"})
    ordercloud.set_response(400, {"Errors": [{"ErrorCode": "Odd", "Message": "Needle in a body"}]})
    as_olive.post(SANDBOX + "Products.Create", {"body.Name": "n", "do": "send"})
    ordercloud.set_response(200, {"ID": "TQW", "Name": "n"})
    as_olive.post(
        SANDBOX + "Products.Patch", {"path.productID": "TQW", "body.Name": "haystack", "do": "send"}
    )
    return as_olive


def operations(page) -> list[str]:
    return [entry.operation for entry in page.context["list"].page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Products.Patch", "Products.Create", "Products.List"]),
        ({"segment": "writes"}, ["Products.Patch", "Products.Create"]),
        ({"segment": "failed"}, ["Products.Create"]),
        ({"search": "products.list"}, ["Products.List"]),
        ({"search": "/products/TQW"}, ["Products.Patch"]),
        ({"search": "400"}, ["Products.Create"]),
        ({"search": "needle"}, ["Products.Create"]),
        ({"search": "haystack"}, ["Products.Patch"]),
        ({"search": "nothing like it"}, []),
        ({"as": "seller"}, ["Products.Patch", "Products.Create", "Products.List"]),
        ({"as": "buyer user x"}, []),
        ({"segment": "odd", "page": "x"}, ["Products.Patch", "Products.Create", "Products.List"]),
    ],
)
def test_requests_are_found_by_call_status_body_segment_and_context(sent, query, found):
    assert operations(sent.get(HISTORY, query)) == found


def test_the_segments_have_counts(sent):
    assert sent.get(HISTORY).context["list"].counts == {"all": 3, "writes": 2, "failed": 1}


def test_htmx_gets_only_the_list(sent):
    page = sent.get(HISTORY, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert page.lstrip().startswith('<div class="region" id="list"')
    assert "<html" not in page


def test_only_the_persons_own_requests_are_shown(sent, cast):
    entry = HistoryEntry.objects.latest("pk")
    adam = signed_in(Client(), cast.adam)
    assert operations(adam.get(HISTORY)) == []
    assert adam.get(f"{HISTORY}{entry.pk}/").status_code == 404
    assert adam.get(f"{SANDBOX}Products.Patch", {"history": entry.pk}).status_code == 200
    assert "haystack" not in adam.get(f"{SANDBOX}Products.Patch", {"history": entry.pk}).content.decode()
    assert signed_in(Client(), cast.stan).get(HISTORY).status_code == 404
    other = "/organizations/acme_Staging/console/history/"
    assert sent.get(f"{other}{entry.pk}/").status_code == 404


def test_an_entry_shows_request_response_and_roles(sent):
    entry = HistoryEntry.objects.latest("pk")
    page = sent.get(f"{HISTORY}{entry.pk}/").content.decode()
    assert "haystack" in page
    assert "FullAccess" in page
    assert "the seller organization" in page
    assert "Kept for 30 days" in page


def test_a_request_is_opened_again_as_it_was(sent):
    entry = HistoryEntry.objects.latest("pk")
    page = sent.get(f"{HISTORY}{entry.pk}/")
    opened = sent.get(page.context["open_url"]).content.decode()
    assert 'value="TQW"' in opened
    assert "haystack" in opened


def test_a_read_is_sent_again_immediately_and_a_write_only_from_its_form(sent, ordercloud):
    ordercloud.arrivals.clear()
    for entry in HistoryEntry.objects.all():
        sent.get(sent.get(f"{HISTORY}{entry.pk}/").context["again_url"])
    assert [(arrival.method, arrival.target) for arrival in ordercloud.arrivals] == [
        ("GET", "/sandbox/v1/products?search=torque")
    ]


def test_masked_secrets_stay_empty_and_are_named(ordercloud, as_olive):
    body = {
        "AppName": "Shop",
        "AccessTokenDuration": 60,
        "ClientSecret": "s3cret",
        "xp": {"apiKey": "s3cret", "a": 1.10},
    }
    as_olive.post(SANDBOX + "ApiClients.Create", {"body~json": json.dumps(body), "do": "send"})
    entry = HistoryEntry.objects.latest("pk")
    page = as_olive.get(as_olive.get(f"{HISTORY}{entry.pk}/").context["open_url"])
    text = page.content.decode()
    assert "ClientSecret, xp.apiKey stayed empty: secrets are masked in the history." in text
    assert "***" not in text
    assert "Shop" in text


def test_the_page_of_the_organization_shows_the_last_requests(sent):
    page = sent.get("/organizations/acme_Sandbox/").content.decode()
    assert "Your last requests" in page
    assert "Products.Patch" in page


def test_the_list_takes_few_queries(sent, django_assert_max_num_queries):
    sent.get(HISTORY)
    with django_assert_max_num_queries(9):
        sent.get(HISTORY)
