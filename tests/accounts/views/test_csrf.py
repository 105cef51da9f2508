"""CSRF protection of the forms of sign-in and of the user's own pages."""

import pytest
from django.test import Client

from tests.architecture.addresses import url_patterns
from tests.cast import create_user
from tests.login import signed_in

pytestmark = pytest.mark.django_db
PATHS = [one.path for one in url_patterns() if one.route.startswith(("accounts/", "profile/"))]


def test_every_request_is_tested():
    assert len(PATHS) > 40


@pytest.mark.parametrize("path", PATHS)
def test_no_form_can_be_sent_from_another_site(path):
    strict = signed_in(Client(enforce_csrf_checks=True), create_user("tess"))
    response = strict.post(path, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert "This form expired" in response.content.decode()
