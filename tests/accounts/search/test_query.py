"""Finding people."""

import pytest

from accounts.models import SearchWord
from accounts.search import query as user_search
from tests.cast import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {
        username: create_user(username, name=name, email=f"{number}@secret.example")
        for number, (username, name) in enumerate(
            {
                "olive": "Olive Okafor",
                "olive.branch": "Tessa Lund",
                "ollie": "Adam Olivers",
                "tess": "Tess Olive Moreau",
                "nystrom": "Oscar Nyström",
                "olga": "Ольга Смирнова",
                "underscore_name": "Ann-Marie O'Neill",
            }.items()
        )
    }


def found(text, **page):
    return [user.username for user in user_search.search_users(text, **page)]


def test_exact_comes_first_then_beginnings_then_single_words(people):
    create_user("moreau", name="Olive")
    assert found("olive") == ["olive", "moreau", "olive.branch", "tess", "ollie"]


@pytest.mark.parametrize(
    ("text", "username"),
    [
        ("OLIVE OKAFOR", "olive"),
        ("okafor olive", "olive"),
        ("oka ol", "olive"),
        ("nystrom", "nystrom"),
        ("Nyström", "nystrom"),
        ("смир", "olga"),
        ("marie", "underscore_name"),
        ("ann-m", "underscore_name"),
        ("name", "underscore_name"),
        ("neill", "underscore_name"),
    ],
)
def test_case_accents_and_the_order_of_words_do_not_matter(people, text, username):
    assert found(text)[0] == username


@pytest.mark.parametrize(
    "text", ["", "  ", "@", "secret", "0@secret.example", "%", "_", "\\", "'", "zzz", "\x00", "o" * 5000]
)
def test_nobody_is_found_by_an_address_or_by_signs(people, text):
    assert found(text) == []
    assert user_search.count_users(text) == 0


def test_pages_follow_each_other_without_doubles(people):
    everybody = found("o")
    assert len(everybody) == len(set(everybody)) == user_search.count_users("o")
    pages = [name for offset in range(0, 6, 2) for name in found("o", offset=offset, limit=2)]
    assert pages == everybody[:6]


def test_a_new_name_is_found_and_the_old_one_is_not(people):
    people["olive"].name = "Olivia Stone"
    people["olive"].save()
    assert "olive" in found("stone")
    assert found("okafor") == []


def test_closed_accounts_and_people_without_a_username_are_not_found(people):
    people["olive"].is_active = False
    people["olive"].save(update_fields=["is_active"])
    nameless = create_user("nameless", name="Newman")
    nameless.username = None
    nameless.save()
    assert found("okafor") == []
    assert found("newman") == []


def test_what_does_not_concern_names_leaves_the_words_alone(people):
    before = set(SearchWord.objects.values_list("pk", flat=True))
    people["olive"].time_zone = "Europe/Stockholm"
    people["olive"].save(update_fields=["time_zone"])
    assert set(SearchWord.objects.values_list("pk", flat=True)) == before


def test_a_name_that_grows_when_folded_can_be_saved(db):
    assert found_after_saving("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 150)


def found_after_saving(name):
    create_user("long", name=name)
    return found("long")


def test_people_are_counted_and_shown_up_to_a_number_that_somebody_would_look_through(people, monkeypatch):
    monkeypatch.setattr(user_search, "MAX_RESULTS", 3)
    assert user_search.count_users("o") == 3
    assert len(found("o", limit=10)) == 3
    assert found("o", offset=3, limit=10) == []
