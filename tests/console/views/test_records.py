"""Records of a response on the page: sorted by a column's head, and opened to be changed or deleted."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

LIST = "/organizations/acme_Sandbox/console/Products.List"
GET = "/organizations/acme_Sandbox/console/Products.Get"
HTMX = {"HX-Request": "true", "HX-Target": "request"}
PRODUCTS = {
    "Meta": {"Page": 3, "PageSize": 2, "TotalCount": 9, "TotalPages": 5},
    "Items": [{"ID": "A/1", "Name": "a", "SpecCount": 2}, {"ID": "B", "Name": "b", "SpecCount": 0}],
}


def html_of(response) -> str:
    return unescape(response.content.decode())


def head_of(html: str, column: str) -> tuple[str, dict[str, list[str]]]:
    """The attributes of a column's head, and the query of its link."""
    found = re.search(
        rf'<th scope="col"([^>]*)><a class="column-sort" id="sort-{column}" href="([^"]+)"', html
    )
    assert found, column
    return found[1], parse_qs(urlsplit(found[2]).query)


def links_of(html: str, label: str) -> list[str]:
    return re.findall(rf'<a href="([^"]+)" aria-label="{label} ', html)


@pytest.mark.parametrize(
    ("sent", "direction", "next_value"),
    [
        ("", "", "Name"),
        ("Name", ' aria-sort="ascending"', "!Name"),
        ("!Name", ' aria-sort="descending"', "Name"),
    ],
)
def test_the_head_of_a_column_sorts_reverses_and_keeps_everything_else(
    ordercloud, as_olive, sent, direction, next_value
):
    ordercloud.set_response(200, PRODUCTS)
    values = {
        "query.search": "ü & b",
        "query.sortBy": sent,
        "query.page": "3",
        "query.pageSize": "2",
        "query.filters~0~key": "xp.Brand",
        "query.filters~0~how": "not",
        "query.filters~0": "A|B",
        "column": ["ID", "Name"],
        "do": "send",
    }
    attributes, query = head_of(html_of(as_olive.get(LIST, values)), "Name")
    assert attributes == direction
    expected = {name: [value] for name, value in values.items() if name not in ("column", "query.page")}
    expected |= {"query.sortBy": [next_value], "column": ["ID", "Name"]}
    assert query == expected


def test_a_column_that_the_operation_cannot_sort_by_has_no_link(ordercloud, as_olive):
    ordercloud.set_response(200, PRODUCTS)
    html = html_of(as_olive.get(LIST, {"do": "send"}))
    assert 'id="sort-Name"' in html
    assert 'id="sort-SpecCount"' not in html


def test_sorting_changes_the_form_too(ordercloud, as_olive):
    ordercloud.set_response(200, PRODUCTS)
    html = html_of(as_olive.get(LIST, {"do": "send", "query.sortBy": "!Name"}, headers=HTMX))
    assert re.search(r'id="query-sortBy-Name" checked', html)
    assert re.search(r'id="query-sortBy-Name-turned"[^>]* checked', html)


@pytest.mark.parametrize("view", ["table", "tree"])
def test_every_record_of_a_list_has_links_to_the_operations_on_it(ordercloud, as_olive, view):
    ordercloud.set_response(200, PRODUCTS)
    html = html_of(as_olive.get(LIST, {"do": "send", "view": view}))
    for label, key in (("Edit", "Products.Save"), ("Patch", "Products.Patch"), ("Delete", "Products.Delete")):
        links = links_of(html, label)
        assert [urlsplit(link).path for link in links] == [f"/organizations/acme_Sandbox/console/{key}"] * 2
        assert [parse_qs(urlsplit(link).query)["path.productID"] for link in links] == [["A/1"], ["B"]]


@pytest.mark.parametrize("view", ["table", "tree"])
def test_a_single_record_has_links_to_the_operations_on_it(ordercloud, as_olive, view):
    ordercloud.set_response(200, PRODUCTS["Items"][0])
    html = html_of(as_olive.get(GET, {"do": "send", "path.productID": "A/1", "view": view}))
    for label in ("Edit", "Patch", "Delete"):
        assert len(links_of(html, label)) == 1, label


def test_an_error_has_no_links(ordercloud, as_olive):
    ordercloud.set_response(404, {"Errors": [{"ErrorCode": "NotFound"}], "ID": "A"})
    html = html_of(as_olive.get(GET, {"do": "send", "path.productID": "A", "view": "tree"}))
    assert links_of(html, "Edit") == []


def test_ids_in_lists_and_in_single_records_open_what_they_name(ordercloud, as_olive):
    ordercloud.set_response(200, {"ID": "W", "ApiClientIDs": ["C1", "C/2"]})
    url = "/organizations/acme_Sandbox/console/Webhooks.Get"
    html = html_of(as_olive.get(url, {"do": "send", "path.webhookID": "W"}))
    assert 'console/ApiClients.Get?path.apiClientID=C1&do=send">C1</a>' in html
    assert 'console/ApiClients.Get?path.apiClientID=C%2F2&do=send">C/2</a>' in html
    assert 'console/Webhooks.Get?path.webhookID=W&do=send">W</a>' in html
