"""Usernames: the choice at the first sign-in, rules and suggestions."""

import doctest
import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.registration import usernames
from accounts.validators import username as username_rules
from tests.cast import create_user
from tests.concurrency import run_concurrently
from tests.login import signed_in

pytestmark = pytest.mark.django_db


def create_user_without_username(name="Tess Moreau", email="tess@moreau.example") -> User:
    return User.objects.create_user(None, email, name=name)


@pytest.fixture
def tess():
    return create_user_without_username()


def choose(client, username, **more):
    return client.post(reverse("choose_username"), {"username": username, **more})


@pytest.mark.parametrize("path", ["/", "/organizations/", "/profile/", "/profile/data/delete/", "/menu/"])
def test_nothing_else_opens_before_a_username_is_chosen(client, tess, path):
    signed_in(client, tess)
    response = client.get(path)
    assert response["Location"].startswith(reverse("choose_username") + "?next=")


def test_nothing_can_be_sent_before_a_username_is_chosen(client, tess):
    signed_in(client, tess)
    assert client.post(reverse("profile"), {"name": "X"})["Location"] == reverse("choose_username")


def test_an_htmx_request_redirects_the_whole_page(client, tess):
    signed_in(client, tess)
    response = client.get("/organizations/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == reverse("choose_username")


def test_sign_out_and_the_terms_stay_available(client, tess):
    signed_in(client, tess)
    assert client.get(reverse("terms")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")


def test_choosing_redirects_to_the_requested_page(client, tess):
    signed_in(client, tess)
    assert choose(client, "tess.moreau", next="/organizations/?q=1")["Location"] == "/organizations/?q=1"
    tess.refresh_from_db()
    assert tess.username == "tess.moreau"
    assert tess.terms_accepted_at


def test_choosing_never_redirects_to_another_site(client, tess):
    signed_in(client, tess)
    assert choose(client, "tess", next="//evil.example")["Location"] == reverse("home")


def test_a_taken_username_is_rejected_with_suggestions(client, tess):
    create_user("tess")
    signed_in(client, tess)
    response = choose(client, "Tess")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Tess is taken." in page
    for suggestion in ("tess.moreau", "tmoreau", "tess-m"):
        assert f'value="{suggestion}"' in page


def test_suggestions_are_available_and_valid(tess):
    for username in ("tess.moreau", "tmoreau"):
        create_user(username)
    found = usernames.suggest("Tess Moreau", "tess")
    assert len(found) == 3
    assert not {"tess.moreau", "tmoreau"} & set(found)
    for suggestion in found:
        usernames.validate(suggestion)


@pytest.mark.parametrize("name", ["", "Ольга", "X", "O'Neill Søren Æ", "a" * 150, "Admin"])
def test_every_name_has_suggestions(db, name):
    for suggestion in usernames.suggest(name):
        usernames.validate(suggestion)
    assert usernames.suggest(name)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tess", "tess is available"),
        ("olive", "olive is taken."),
        ("0LIVE", "0LIVE is taken."),
        ("ol", "Use at least 3 characters."),
        ("", "Use at least 3 characters."),
        ("tess@moreau.example", "can’t be an email address"),
        ("<script>", "Use letters A to Z"),
    ],
)
def test_the_hint_below_the_input_shows_whether_a_username_is_available(client, tess, typed, words):
    create_user("olive")
    signed_in(client, tess)
    page = client.get(reverse("username_check"), {"username": typed}).content.decode()
    assert words in page
    assert "<script>" not in page


def test_the_hint_requires_a_user_who_is_choosing(client):
    assert client.get(reverse("username_check"), {"username": "olive"}).status_code == 404


@pytest.mark.parametrize(
    ("first", "second"),
    [("olive", "0live"), ("bill", "bi11"), ("tess.m", "tess_m"), ("modern", "modem"), ("vvilma", "wilma")],
)
def test_a_name_that_looks_like_another_one_is_taken(db, first, second):
    create_user(first)
    with pytest.raises(ValidationError, match="is taken"):
        usernames.validate(second)


def test_a_chosen_username_is_not_asked_for_again(client):
    olive = create_user("olive")
    signed_in(client, olive)
    assert client.get(reverse("choose_username"))["Location"] == reverse("home")
    with pytest.raises(ValidationError, match="Your username is already olive"):
        usernames.choose(olive, "other")


@pytest.mark.django_db(transaction=True)
def test_concurrent_choices_give_a_username_to_one_user():
    users = [create_user_without_username(email=f"{number}@moreau.example") for number in range(2)]
    results, together = [], threading.Barrier(2)

    def take(user):
        client = signed_in(Client(), user)
        together.wait()
        results.append(choose(client, "tess").status_code)
        connection.close()

    run_concurrently(partial(take, user) for user in users)
    assert sorted(results) == [302, 422]
    assert User.objects.filter(username="tess").count() == 1


def test_the_doctests_of_the_rules_pass():
    assert doctest.testmod(username_rules).failed == 0
