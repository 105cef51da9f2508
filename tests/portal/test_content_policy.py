"""The content policy, word for word, on every kind of page."""

import os

import pytest
from django.test import Client

from tests.login import signed_in

PAGES = [
    ("olive", "/", 200),
    ("olive", "/organizations/acme_Sandbox/settings/", 200),
    ("olive", "/organizations/acme_Sandbox/console/", 200),
    ("olive", "/profile/", 200),
    ("olive", "/nothing/here/", 404),
    ("victor", "/organizations/acme_Sandbox/delete/", 403),
    ("oscar", "/admin/", 200),
    ("oscar", "/admin/accounts/user/", 200),
    (None, "/accounts/login/", 200),
    (None, "/accounts/register/", 200),
    (None, "/organizations/", 302),
]


def parse_policy(policy: str) -> dict[str, set[str]]:
    """The sources of each directive."""
    directives = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.parametrize(("username", "path", "status"), PAGES)
def test_every_type_of_page_has_the_complete_policy(cast, emulator, username, path, status):
    client = signed_in(Client(), getattr(cast, username)) if username else Client()
    response = client.get(path)
    assert response.status_code == status
    assert parse_policy(response["Content-Security-Policy"]) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'"},
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "form-action": {"'self'", os.environ["GITHUB_URL"], os.environ["GOOGLE_URL"]},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
    }
    assert response["X-Frame-Options"] == "DENY"
