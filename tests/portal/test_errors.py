"""Error pages and the errors of the Portal API: each with its own status, whatever went wrong."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from accounts.login import api_tokens
from portal import errors
from tests.login import signed_in

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/", "/admin/"])
def test_an_unknown_host_is_a_bad_request(client, db, path):
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_an_unknown_host_is_a_bad_request_in_the_envelope_of_the_api(client, db):
    response = client.get("/api/v1/me", headers={"Host": "evil.example"})
    assert (response.status_code, response.json()["Errors"][0]["ErrorCode"]) == (400, "Request.Invalid")


class UnreadableUser:
    """A user that cannot be read."""

    @property
    def is_authenticated(self):
        raise OperationalError


@pytest.mark.parametrize(
    ("page", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.csrf_failure, 403)],
)
def test_an_error_page_is_shown_without_navigation_when_the_database_is_unavailable(page, status):
    request = RequestFactory().get("/")
    request.user = UnreadableUser()
    response = page(request)
    assert response.status_code == status
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v1/", "/api/v1/nosuch", "/api/v1/nosuch/x/", "/api/v1/me/x"]
)
def test_an_unknown_path_of_the_api_responds_404_in_the_envelope_to_every_method(client, db, path):
    for method in METHODS:
        response = client.generic(method, path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/json"), method
        body = response.json()
        assert body["error"] == "NotFound"
        assert body["Errors"][0]["Data"] == {"ObjectType": "Path", "ObjectID": path}


@pytest.mark.parametrize("path", ["me", "oauth/token", "organizations/acme", "register"])
def test_a_wrong_method_of_the_api_responds_405_in_the_envelope_with_the_allowed_methods(client, cast, path):
    token = api_tokens.issue(cast.olive).access_token
    response = client.generic("TRACE", f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 405
    assert response.json()["Errors"][0]["ErrorCode"] == "MethodNotAllowed"
    assert response["Allow"]


PAGES = [
    "/",
    "/organizations/",
    "/organizations/acme_Staging/",
    "/organizations/acme_Staging/restores/",
    "/admin/",
    "/x/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_behind_sign_in_are_not_cached(client, cast, path):
    signed_in(client, cast.oscar if path == "/admin/" else cast.olive)
    cache_control = client.get(path)["Cache-Control"]
    assert "private" in cache_control
    assert "no-cache" in cache_control


def test_a_stricter_page_keeps_its_own_header(client, cast):
    assert "no-store" in signed_in(client, cast.olive).get("/profile/")["Cache-Control"]


@pytest.mark.parametrize("path", ["oauth/token", "me", "organizations", "nosuch"])
def test_api_responses_are_not_stored(client, cast, path):
    token = api_tokens.issue(cast.olive).access_token
    response = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    assert response["Cache-Control"] == "no-store"
