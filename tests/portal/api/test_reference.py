"""The OpenAPI document as it is served, and the page to read it."""

import gzip
import re

import pytest

from lib.api.pagination import MAX_PAGE_SIZE
from portal.api.reference import openapi_document
from tests.login import signed_in

pytestmark = pytest.mark.django_db

DOCUMENT, PAGE = "/api/v1/openapi.json", "/api/v1/docs"
LIMIT = 60_000  # bytes, compressed


def names() -> list[str]:
    return [
        operation["operationId"]
        for methods in openapi_document()["paths"].values()
        for operation in methods.values()
    ]


def test_the_document_is_served_without_a_token_to_be_kept_by_its_etag(client):
    response = client.get(DOCUMENT)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response.json() == openapi_document()
    assert client.get(DOCUMENT, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_document_is_sent_compressed_and_kept_by_the_etag_of_that_form(client):
    response = client.get(DOCUMENT, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < LIMIT
    unchanged = {"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]}
    assert client.get(DOCUMENT, headers=unchanged).status_code == 304


@pytest.mark.parametrize("who", ["", "victor"])
def test_the_page_shows_every_operation_to_everyone(client, cast, who):
    page = (signed_in(client, cast.users[who]) if who else client).get(PAGE)
    assert page.status_code == 200
    html = page.content.decode()
    assert [name for name in names() if f'id="{name}"' not in html] == []
    # The frame of the portal only for those who are signed in.
    assert ('class="sidebar"' in html) == bool(who)


def test_the_page_links_only_to_itself_and_to_the_portal(client, settings):
    html = client.get(PAGE).content.decode()
    links = re.findall(r'(?:href|src|action)="([^"]+)"', html)
    assert [link for link in links if not link.startswith(("#", "/"))] == []
    anchors = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert sorted(anchors - set(re.findall(r'\bid="([^"]+)"', html))) == []


def test_the_page_stays_small(client):
    assert len(gzip.compress(client.get(PAGE).content)) < LIMIT


def test_each_parameter_of_a_list_is_one_that_the_list_takes(send, cast):
    example = {"organization_id": "acme", "team_id": "traders"}
    refused = []
    for path, methods in openapi_document()["paths"].items():
        parameters = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if "searchOn" not in parameters:
            continue
        address = path.format(**example)
        for name in parameters["searchOn"]["schema"]["items"]["enum"]:
            for query in (f"search=a&searchOn={name}", f"sortBy=!{name}", f"{name}=a*"):
                status = send("olive", "GET", f"{address}?{query}").status_code
                refused += [f"{address}?{query}: {status}"] if status == 400 else []
        assert send("olive", "GET", f"{address}?pageSize={MAX_PAGE_SIZE + 1}").status_code in {400, 404}
    assert refused == []
