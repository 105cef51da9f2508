"""The username that is missing."""

import doctest
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.registration import usernames
from accounts.validators import username as username_rules
from tests.cast import create_user
from tests.login import signed_in

pytestmark = pytest.mark.django_db


def nameless(name="Tess Moreau", email="tess@moreau.example") -> User:
    return User.objects.create_user(None, email, name=name)


@pytest.fixture
def tess():
    return nameless()


def choose(client, username, **more):
    return client.post(reverse("choose_username"), {"username": username, **more})


@pytest.mark.parametrize("path", ["/", "/organizations/", "/profile/", "/profile/data/delete/", "/menu/"])
def test_nothing_else_opens_before_a_username_is_chosen(client, tess, path):
    signed_in(client, tess)
    answer = client.get(path)
    assert answer["Location"].startswith(reverse("choose_username") + "?next=")


def test_nothing_can_be_sent_before_a_username_is_chosen(client, tess):
    signed_in(client, tess)
    assert client.post(reverse("profile"), {"name": "X"})["Location"] == reverse("choose_username")


def test_an_htmx_request_leads_the_whole_page_there(client, tess):
    signed_in(client, tess)
    answer = client.get("/organizations/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("choose_username")


def test_signing_out_and_the_terms_stay_open(client, tess):
    signed_in(client, tess)
    assert client.get(reverse("terms")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")


def test_choosing_goes_on_to_where_the_person_was_going(client, tess):
    signed_in(client, tess)
    assert choose(client, "tess.moreau", next="/organizations/?q=1")["Location"] == "/organizations/?q=1"
    tess.refresh_from_db()
    assert tess.username == "tess.moreau"
    assert tess.terms_accepted_at


def test_choosing_never_leads_to_another_site(client, tess):
    signed_in(client, tess)
    assert choose(client, "tess", next="//evil.example")["Location"] == reverse("home")


def test_a_taken_name_is_refused_with_free_ones_beside_it(client, tess):
    create_user("tess")
    signed_in(client, tess)
    answer = choose(client, "Tess")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tess is taken." in page
    for suggestion in ("tess.moreau", "tmoreau", "tess-m"):
        assert f'value="{suggestion}"' in page


def test_suggestions_are_free_and_can_be_had(tess):
    for username in ("tess.moreau", "tmoreau"):
        create_user(username)
    found = usernames.suggest("Tess Moreau", "tess")
    assert len(found) == 3
    assert not {"tess.moreau", "tmoreau"} & set(found)
    for suggestion in found:
        usernames.validate(suggestion)


@pytest.mark.parametrize("name", ["", "Ольга", "X", "O'Neill Søren Æ", "a" * 150, "Admin"])
def test_there_are_suggestions_for_every_name(db, name):
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
def test_the_line_under_the_input_says_at_once_whether_a_name_can_be_had(client, tess, typed, words):
    create_user("olive")
    signed_in(client, tess)
    page = client.get(reverse("username_check"), {"username": typed}).content.decode()
    assert words in page
    assert "<script>" not in page


def test_the_line_is_for_those_who_are_choosing(client):
    assert client.get(reverse("username_check"), {"username": "olive"}).status_code == 404


@pytest.mark.parametrize(
    ("first", "second"),
    [("olive", "0live"), ("bill", "bi11"), ("tess.m", "tess_m"), ("modern", "modem"), ("vvilma", "wilma")],
)
def test_a_name_that_looks_like_another_one_is_taken(db, first, second):
    create_user(first)
    with pytest.raises(ValidationError, match="is taken"):
        usernames.validate(second)


def test_a_name_that_was_chosen_is_not_asked_for_again(client):
    olive = create_user("olive")
    signed_in(client, olive)
    assert client.get(reverse("choose_username"))["Location"] == reverse("home")
    with pytest.raises(ValidationError, match="Your username is already olive"):
        usernames.choose(olive, "other")


@pytest.mark.django_db(transaction=True)
def test_two_tabs_racing_to_take_one_username_leave_it_with_one_of_them():
    people = [nameless(email=f"{number}@moreau.example") for number in range(2)]
    results, together = [], threading.Barrier(2)

    def take(user):
        client = signed_in(Client(), user)
        together.wait()
        results.append(choose(client, "tess").status_code)
        connection.close()

    threads = [threading.Thread(target=take, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [302, 422]
    assert User.objects.filter(username="tess").count() == 1


def test_the_examples_of_the_rules_hold():
    assert doctest.testmod(username_rules).failed == 0
