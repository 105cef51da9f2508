"""Numbers and search words of a query string, wherever one is read: nonsense never ends in a 500."""

import doctest

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.login import api_tokens
from accounts.search import query as user_search
from lib import query_string
from lib.query_string import whole_number
from organizations.models import Organization
from tests.login import signed_in

MANY_WORDS = "word " * 1300
NO_NUMBERS = ["²", "٣", "-1", "+1", "1.5", "1e3", " 1", "9" * 5000, "9" * 20, "abc", ""]
LISTS = ["/api/v1/organizations", "/api/v1/portalusers", "/api/v1/me/regions"]
PAGES = ["/organizations/?search={}", "/?search={}", "/profile/audit-log/?search={}"]
CHANGE_LISTS = ["accounts/auditentry", "organizations/organization"]


@pytest.fixture
def api_get(client, cast):
    def get(path: str):
        token = api_tokens.issue(cast.olive).access_token
        return client.get(path, headers={"Authorization": f"Bearer {token}"})

    return get


def test_the_doctests_pass():
    assert doctest.testmod(query_string).failed == 0


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_an_invalid_integer_is_none(text):
    assert whole_number(text) is None


def test_leading_zeros_are_ignored():
    assert whole_number("0" * 5000) == 0
    assert whole_number("0" * 5000 + "7") == 7


@pytest.mark.parametrize("path", [f"{LISTS[0]}?page=", f"{LISTS[1]}?search=a&pageSize=", f"{LISTS[2]}?page="])
def test_a_page_that_is_not_a_number_is_rejected_in_the_envelope(api_get, path):
    for number in [*NO_NUMBERS[:-1], "0", "0" * 5000, "000000000001" + "0" * 5000]:
        response = api_get(path + number.replace("+", "%2B"))
        assert response.status_code == 400, number
        assert response.json()["Errors"][0]["ErrorCode"] == "List.InvalidPageSize"


def conditions(queries: CaptureQueriesContext) -> int:
    """The most comparisons of text in one of the queries; SQLite takes a thousand at most."""
    return max(query["sql"].count(" LIKE ") for query in queries.captured_queries)


@pytest.mark.parametrize("path", LISTS)
def test_the_api_uses_the_first_words_of_a_long_search(api_get, path):
    with CaptureQueriesContext(connection) as queries:
        assert api_get(f"{path}?search={MANY_WORDS}").json()["Items"] == []
    assert conditions(queries) <= 50


@pytest.mark.parametrize("path", PAGES)
def test_a_page_uses_the_first_words_of_a_long_search(client, cast, path):
    signed_in(client, cast.olive)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path.format(MANY_WORDS)).status_code == 200
    assert conditions(queries) <= 50


@pytest.mark.parametrize("model", CHANGE_LISTS)
def test_the_operator_admin_uses_the_first_words_of_a_long_search(client, cast, model):
    signed_in(client, cast.oscar)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/{model}/?q={MANY_WORDS}").status_code == 200
    assert conditions(queries) <= 50


def test_words_beyond_the_tenth_are_ignored(cast):
    Organization.objects.filter(pk="acme_Sandbox").update(name="a b c d e f g h i j")
    cast.stan.name = "a b c d e f g h i j"
    cast.stan.save()
    assert user_search.search_users("a b c d e f g h i j nothing like it") == [cast.stan]


PATHS = [
    "/organizations/acme_Staging/restores/{}/",
    "/organizations/acme_Staging/restores/{}/json/",
    "/profile/authentication/passkeys/{}/name/",
    "/profile/data/export/{}/",
    "/mailbox/{}/",
    "/admin/accounts/user/{}/change/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_number_in_a_path_without_an_object_is_not_found(client, cast, path, settings):
    settings.EMBEDDED = True
    signed_in(client, cast.oscar)
    for number in ("²", "9" * 5000, "9" * 30):
        assert client.get(path.format(number)).status_code in {302, 404}, number


def test_numbers_in_forms_and_queries_without_an_object_are_ignored(client, cast):
    signed_in(client, cast.olive)
    for number in ("²", "9" * 5000, "9" * 30, "٣"):
        assert client.get("/profile/audit-log/", {"before": number}).status_code == 200
        assert client.get("/organizations/", {"page": number}).status_code == 200
        assert client.get("/organizations/acme_Staging/restores/", {"page": number}).status_code == 200
        started = client.post("/organizations/acme_Staging/restores/start/", {"plan": number})
        assert started.status_code in {302, 404}
