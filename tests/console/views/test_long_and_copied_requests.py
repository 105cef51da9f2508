"""Requests that are too long for an address, and requests and responses that are copied."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

LIST = "/organizations/acme_Sandbox/console/Products.List"
CREATE = "/organizations/acme_Sandbox/console/Products.Create"
HTMX = {"HX-Request": "true", "HX-Target": "response"}
LONG = "Größe & 5″ " * 1500
PRODUCTS = {
    "Meta": {"Page": 2, "PageSize": 1, "TotalCount": 3, "TotalPages": 3},
    "Items": [{"ID": "A", "Name": "a"}],
}


def html_of(response) -> str:
    return unescape(response.content.decode())


def sent_queries(ordercloud) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(arrival.target).query) for arrival in ordercloud.arrivals]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_read_that_is_too_long_for_an_address_is_posted(ordercloud, as_olive, headers):
    ordercloud.set_response(200, PRODUCTS)
    page = as_olive.post(LIST, {"query.search": LONG, "do": "send"}, headers=headers)
    assert page.status_code == 200
    assert sent_queries(ordercloud) == [{"search": [LONG]}]
    assert page.headers.get("HX-Push-Url", "false") == "false"


def test_the_links_of_a_long_read_are_short_and_keep_all_of_it(ordercloud, as_olive):
    ordercloud.set_response(200, PRODUCTS)
    html = html_of(as_olive.post(LIST, {"query.search": LONG, "query.page": "2", "do": "send"}))
    assert "Too long for a link" in html
    links = re.findall(r'<a [^>]*href="(/organizations/[^"]+)"', html.partition('id="response"')[2])
    assert links
    assert max(map(len, links)) < 400
    for found in (r'id="page-next" href="([^"]+)"', r'id="sort-Name" href="([^"]+)"'):
        as_olive.get(re.search(found, html)[1])
    assert sent_queries(ordercloud)[1:] == [
        {"search": [LONG], "page": ["3"]},
        {"search": [LONG], "sortBy": ["Name"]},
    ]


def test_the_form_sends_a_read_by_post_and_a_short_one_gets_its_address(ordercloud, as_olive):
    page = html_of(as_olive.get(LIST))
    assert re.search(r'<button [^>]*formmethod="post" name="do" value="send"', page)
    assert (
        'hx-get="/organizations/acme_Sandbox/console/Products.List"' not in page.partition('id="request"')[2]
    )
    answer = as_olive.post(LIST, {"query.search": "ü", "do": "send"})
    assert answer.status_code == 302
    assert re.fullmatch(
        r".*/Products.List\?query.search=%C3%BC&do=send(&tab_id=\d+)?", answer.headers["Location"]
    )
    assert ordercloud.arrivals == []


def test_ordercloud_says_that_the_url_is_too_long(ordercloud, as_olive):
    ordercloud.set_response(414, b"<html>Request-URI Too Long", content_type="text/html")
    html = html_of(as_olive.post(LIST, {"query.search": LONG, "do": "send"}))
    assert "The URL is too long for OrderCloud (414)." in html
    assert "characters. Use fewer or shorter values." in html


def test_curl_is_text_for_the_script_and_on_the_page_without_javascript(ordercloud, as_olive):
    fields = {"body.Name": "it's", "do": "curl"}
    text = as_olive.post(CREATE, fields, headers={"Accept": "text/plain"})
    assert text.headers["Content-Type"].startswith("text/plain")
    command = text.content.decode()
    assert command.startswith("curl --globoff --request POST ")
    assert f"{ordercloud.url}/sandbox/v1/products" in command
    assert "$ORDERCLOUD_TOKEN" in command
    assert '"Name": "it\'\\\'\'s"' in command
    assert command in html_of(as_olive.post(CREATE, fields))
    assert ordercloud.arrivals == []
    assert ordercloud.issued == []


def test_a_response_has_a_button_that_copies_it_unchanged(ordercloud, as_olive):
    body = b'{"ID":"A",  "Big": 90071992547409931}'
    ordercloud.set_response(200, body)
    html = html_of(as_olive.post(CREATE, {"body.Name": "n", "do": "send"}))
    url = re.search(r'data-copy-url="([^"]+)"', html)[1]
    assert as_olive.get(url).content == body
