"""The user search."""

import pytest

from accounts.models import SearchWord
from accounts.search import query as user_search
from tests.cast import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def users():
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


def search(text, **page):
    return [user.username for user in user_search.search_users(text, **page)]


def test_exact_matches_come_first_then_prefixes_then_words(users):
    create_user("moreau", name="Olive")
    assert search("olive") == ["olive", "moreau", "olive.branch", "tess", "ollie"]


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
def test_search_ignores_case_accents_and_word_order(users, text, username):
    assert search(text)[0] == username


@pytest.mark.parametrize(
    "text", ["", "  ", "@", "secret", "0@secret.example", "%", "_", "\\", "'", "zzz", "\x00", "o" * 5000]
)
def test_users_are_not_found_by_email_or_wildcards(users, text):
    assert search(text) == []
    assert user_search.count_users(text) == 0


def test_pages_have_no_duplicates(users):
    everybody = search("o")
    assert len(everybody) == len(set(everybody)) == user_search.count_users("o")
    pages = [name for offset in range(0, 6, 2) for name in search("o", offset=offset, limit=2)]
    assert pages == everybody[:6]


def test_the_new_name_is_found_and_the_old_one_is_not(users):
    users["olive"].name = "Olivia Stone"
    users["olive"].save()
    assert "olive" in search("stone")
    assert search("okafor") == []


def test_closed_accounts_and_users_without_a_username_are_not_found(users):
    users["olive"].is_active = False
    users["olive"].save(update_fields=["is_active"])
    nameless = create_user("nameless", name="Newman")
    nameless.username = None
    nameless.save()
    assert search("okafor") == []
    assert search("newman") == []


def test_saving_other_fields_does_not_rebuild_the_search_words(users):
    before = set(SearchWord.objects.values_list("pk", flat=True))
    users["olive"].time_zone = "Europe/Stockholm"
    users["olive"].save(update_fields=["time_zone"])
    assert set(SearchWord.objects.values_list("pk", flat=True)) == before


def test_a_name_that_becomes_longer_by_folding_can_be_saved(db):
    assert is_found_after_saving("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 150)


def is_found_after_saving(name):
    create_user("long", name=name)
    return search("long")


def test_results_are_counted_and_shown_up_to_a_limit(users, monkeypatch):
    monkeypatch.setattr(user_search, "MAX_RESULTS", 3)
    assert user_search.count_users("o") == 3
    assert len(search("o", limit=10)) == 3
    assert search("o", offset=3, limit=10) == []
