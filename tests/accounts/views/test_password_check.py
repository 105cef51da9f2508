"""The password check shows the errors of the form, and nothing else."""

import pytest
from django.urls import reverse

from accounts.views.session_keys import SESSION_RESET_LOGIN
from tests.cast import PASSWORD, create_user
from tests.login import signed_in

pytestmark = pytest.mark.django_db
GOOD = "violet anchor bread 9"


def check(client, password: str, **more) -> dict:
    response = client.post(reverse("password_check"), {"password": password, **more})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize(
    ("password", "accepted"),
    [("password1234", False), ("short", False), ("margaret-w-in-london", False), (GOOD, True)],
)
def test_the_check_agrees_with_the_form(client, password, accepted):
    """Also for passwords that are long enough: a common one, and one that contains the username."""
    margaret = create_user("margaret-w")
    signed_in(client, margaret)
    assert check(client, password)["accepted"] is accepted
    form = {"current": PASSWORD, "new": password}
    changed = client.post(reverse("account_change_password"), form)
    assert changed.status_code == (302 if accepted else 422)


def test_a_password_containing_the_typed_username_is_rejected(client, db):
    from_register = signed_in(client, create_user("someone"))
    assert check(from_register, "someone-else-entirely")["accepted"] is False


def test_a_reset_password_is_checked_against_the_given_name(client, db):
    session = client.session
    session[SESSION_RESET_LOGIN] = "margaret"
    session.save()
    assert check(client, "margaret-margaret")["accepted"] is False
    assert check(client, GOOD)["accepted"] is True


def test_the_check_requires_a_user_who_is_setting_a_password(client, db):
    assert client.post(reverse("password_check"), {"password": GOOD}).status_code == 404
    assert client.get(reverse("password_check")).status_code == 405


def test_the_error_is_that_of_the_form(client, db):
    signed_in(client, create_user("someone"))
    changed = client.post(reverse("account_change_password"), {"current": PASSWORD, "new": "password1234"})
    assert check(client, "password1234")["message"] in changed.content.decode()
