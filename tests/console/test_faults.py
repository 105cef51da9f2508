"""Bad input and faults: what arrives is what was typed, and no response is beyond the page."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

LIST = "/organizations/acme_Sandbox/console/Products.List"
GET = "/organizations/acme_Sandbox/console/Products.Get"
CREATE = "/organizations/acme_Sandbox/console/Products.Create"
SPECIAL = [
    "a b",
    "a+b",
    "50%",
    "%2F",
    "a/b\\c",
    "?x=1&y=2#z",
    "a;b,c:d@e!f*g|h",
    "\"'<>`{}[]^~$()",
    "Größe 5″",
    "漢字 🙂 עברית",
    "../../v1/buyers",
    "e\u0301",
    "0",
    "null",
]
HTMX = {"HX-Request": "true", "HX-Target": "response"}
SIZE = 5_000_000


def text_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.mark.parametrize("typed", SPECIAL)
def test_every_kind_of_parameter_arrives_as_it_was_typed(ordercloud, as_olive, typed):
    as_olive.post(GET, {"path.productID": typed, "do": "send"}, headers=HTMX)
    values = {
        "query.search": typed,
        "query.filters~0~key": f"xp.{typed}",
        "query.filters~0~how": "expression",
        "query.filters~0": typed,
        "query.catalogID": typed,
        "do": "send",
    }
    as_olive.post(LIST, values, headers=HTMX)
    as_olive.post(CREATE, {"body.Name": typed, "do": "send"}, headers=HTMX)
    read, listed, created = ordercloud.arrivals
    prefix, _, segment = urlsplit(read.target).path.rpartition("/")
    assert (prefix, unquote(segment)) == ("/sandbox/v1/products", typed)
    expected = {"search": typed, f"xp.{typed}": typed, "catalogID": typed}
    assert dict(parse_qsl(urlsplit(listed.target).query)) == expected
    assert json.loads(created.body) == {"Name": typed}


@pytest.mark.parametrize("typed", SPECIAL)
def test_the_address_of_a_request_restores_it(ordercloud, as_olive, typed):
    page = as_olive.post(LIST, {"query.search": typed, "do": "send"})
    as_olive.get(page.headers["Location"], headers=HTMX)
    (arrival,) = ordercloud.arrivals
    assert dict(parse_qsl(urlsplit(arrival.target).query)) == {"search": typed}


def test_a_large_body_arrives_unchanged(ordercloud, as_olive):
    body = json.dumps({"Name": "n", "xp": {"Text": 'ü"x ' * (SIZE // 5)}}, ensure_ascii=False)
    page = as_olive.post(CREATE, {"body~json": body, "do": "send"}, headers=HTMX)
    assert page.status_code == 200
    (arrival,) = ordercloud.arrivals
    assert arrival.body == body.encode()
    assert len(arrival.body) > SIZE


def test_a_large_body_is_edited_as_json_alone_and_stays_as_it_is(ordercloud, as_olive):
    body = json.dumps({"Name": "n", "xp": {"Text": "x" * SIZE}}) + "\n "
    page = as_olive.post(CREATE, {"body~json": body})
    text = page.content.decode()
    assert "The body is too large for fields. Edit the JSON." in text
    assert 'name="body.Name"' not in text
    assert len(text) < 2 * SIZE
    synced = re.search(r'name="body~synced" id="body-synced" value="([^"]*)"', text)
    as_olive.post(CREATE, {"body~json": body, "body~synced": synced[1], "do": "send"}, headers=HTMX)
    assert ordercloud.arrivals[0].body == body.encode()


def test_a_large_response_is_shown_in_part_and_downloaded_whole(ordercloud, as_olive):
    items = [{"ID": f"P{number}", "Text": "x" * 500} for number in range(SIZE // 520)]
    body = json.dumps({"Items": items}).encode()
    ordercloud.set_response(200, body)
    page = as_olive.post(LIST, {"do": "send"}, headers=HTMX)
    assert len(page.content) < 300_000
    key = re.search(r'name="response" value="([^"]+)"', page.content.decode())[1]
    assert as_olive.get(f"/organizations/acme_Sandbox/responses/{key}/body").content == body


@pytest.mark.parametrize("body", [b'{"Items": [{"ID": "A"}, {"I', b'{"a": 1', b"[1, 2"])
def test_truncated_json_is_shown_unchanged(ordercloud, as_olive, body):
    ordercloud.set_response(200, body)
    page = text_of(as_olive.post(LIST, {"do": "send"}, headers=HTMX))
    assert "<strong>The response is not JSON.</strong> It is shown unchanged." in page
    assert body.decode() in page


@pytest.mark.parametrize("status", [200, 404, 502, 503])
def test_html_is_never_taken_for_a_response_of_ordercloud(ordercloud, as_olive, status):
    ordercloud.set_response(status, b"<!doctype html><p>Gateway", content_type="text/html")
    page = text_of(as_olive.post(LIST, {"do": "send"}, headers=HTMX))
    assert f"The response ({status}) is HTML, not JSON." in page
    assert "<p>Gateway" in page


class CutShort(bytes):
    """A body of which less is sent than its Content-Length says."""

    def __len__(self) -> int:
        return 1000


@pytest.mark.parametrize("body", [None, CutShort(b'{"ID": ')], ids=["nothing", "part of the body"])
@pytest.mark.parametrize(
    ("url", "words"), [(LIST, "Nothing was changed."), (CREATE, "may have gone through")]
)
def test_a_response_that_is_cut_is_reported_with_its_possible_effect(ordercloud, as_olive, body, url, words):
    def cut(arrival):
        if "/v1/products" not in arrival.target:
            return respond(arrival)
        if body is None:
            raise ConnectionAbortedError
        return 200, body, {}

    respond, ordercloud.respond = ordercloud.respond, cut
    page = text_of(as_olive.post(url, {"body.Name": "n", "do": "send"}, headers=HTMX))
    assert "The connection was lost before the response was complete." in page
    assert words in page
