"""Other users in the Portal API."""

import pytest

from tests.cast import create_user

pytestmark = pytest.mark.django_db


def test_users_are_found_by_name_or_username_and_shown_without_email(call, olive):
    create_user("oliver", name="Oliver Stone", email="secret@example.com")
    found = call("GET", "/portalusers?search=oliv&pageSize=1", user=olive)
    assert found.json() == {
        "Meta": {
            "Page": 1,
            "PageSize": 1,
            "TotalCount": 2,
            "TotalPages": 2,
            "ItemRange": [1, 1],
            "NextPageKey": None,
        },
        "Items": [{"Username": "olive", "Name": "Olive Okafor"}],
    }
    second = call("GET", "/portalusers?SEARCH=oliv&pageSize=1&page=2", user=olive).json()["Items"]
    assert second == [{"Username": "oliver", "Name": "Oliver Stone"}]
    assert call("GET", "/portalusers?search=secret", user=olive).json()["Items"] == []
    assert call("GET", "/portalusers", user=olive).json()["Items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "pageSize=0",
        "pageSize=101",
        "page=x",
        "page=-1",
        "page=²",
        f"page=1{'0' * 5000}",
    ],
)
def test_invalid_pages_are_rejected(call, olive, query):
    assert call("GET", f"/portalusers?search=o&{query}", user=olive).status_code == 400


def test_a_user_is_read_by_username_in_any_case(call, olive):
    assert call("GET", "/portalusers/OLIVE", user=olive).json() == {
        "Username": "olive",
        "Name": "Olive Okafor",
    }
    missing = call("GET", "/portalusers/nobody", user=olive)
    assert missing.status_code == 404
    assert missing.json()["Errors"][0]["Data"] == {"ObjectType": "User", "ObjectID": "nobody"}
    assert call("GET", "/portalusers/olive@example.com", user=olive).status_code == 404
