"""Pages for what went wrong: their words, and that they need nothing that may be what failed."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal import errors
from tests.login import signed_in


def page(response) -> str:
    """Return the page's text without what differs between responses: white space and form tokens."""
    return re.sub(r"\b\w{64}\b", "", " ".join(response.content.decode().split()))


def test_a_server_error_is_shown_with_its_id_and_without_database_or_session(rf, monkeypatch):
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", None)
    request = rf.get("/")
    request.request_id = "9f2c41ab"
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "Something went wrong on our side" in page(response)
    assert "9f2c41ab" in page(response)


def test_a_server_error_can_be_shown_without_an_id(rf):
    assert "under" not in page(errors.server_error(rf.get("/")))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("Only the owner may transfer this.", "Only the owner may transfer this."),
        ("", "You can view this organization but not change it."),
    ],
)
def test_a_forbidden_page_names_who_has_permission(rf, cast, reason, sentence):
    request = rf.get("/organizations/acme/")
    request.user = cast.victor
    request.resolver_match = None
    response = errors.forbidden(request, PermissionDenied(reason))
    assert response.status_code == 403
    assert sentence in page(response)


def test_inaccessible_and_missing_pages_are_identical(cast):
    client = signed_in(Client(), cast.stan)
    hidden, missing = client.get("/organizations/acme/"), client.get("/organizations/unknown/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert page(hidden).replace("acme", "unknown") == page(missing)


def test_a_cross_site_form_is_rejected_with_an_explanation(cast):
    client = signed_in(Client(enforce_csrf_checks=True), cast.olive)
    response = client.post("/organizations/new/", {"name": "Acme"})
    assert response.status_code == 403
    assert "This form expired" in page(response)
