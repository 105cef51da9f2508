"""Search and look-up of the users that one may act as, with the real emulator."""

import pytest

from contributors.impersonation import users
from contributors.impersonation.companies import companies
from contributors.impersonation.errors import CannotRead, ClientNotFound, InactiveUser, UserNotFound
from contributors.impersonation.users import get_user, search_users
from environments.grants import BUYER, SELLER, SUPPLIER
from environments.ordercloud.errors import ConnectionFailed
from organizations.connections import clients
from tests.contributors.impersonation.shop import BUYER_CUSTOM_ROLES, BUYER_ROLES, user


def usernames(page) -> list[str]:
    return [found.username for found in page.items]


def calls_to_lists(emulator) -> list[str]:
    """Return the paths of users that were read since the log was cleared."""
    log = emulator.emulator.requests.entries("acme_Sandbox", None)
    return [call["Path"] for call in log if "users" in call["Path"]]


def test_users_of_a_kind_are_found_by_name_username_email_and_id(shop):
    expected = [
        (SELLER, "", ["sam"]),
        (SUPPLIER, "", ["mia"]),
        (BUYER, "", ["sara", "giulia", "marcus"]),
        (BUYER, "vela", ["giulia", "marcus"]),
        (BUYER, "Marcus Vela", ["marcus"]),
        (BUYER, "SARA", ["sara"]),
        (BUYER, "giulia+1@example.com", ["giulia"]),
        (BUYER, "marcus-id", ["marcus"]),
        (BUYER, "no one & nothing?", []),
    ]
    found = [
        (kind, text, usernames(search_users(shop.organization, kind, text=text)))
        for kind, text, _ in expected
    ]
    assert found == expected


def test_a_search_stays_within_one_buyer(shop):
    assert usernames(search_users(shop.organization, BUYER, company_id="nordbau")) == ["sara"]
    with pytest.raises(UserNotFound, match="There is no buyer elsewhere"):
        search_users(shop.organization, BUYER, company_id="elsewhere")


def test_a_found_user_has_name_company_and_roles(shop):
    marcus = search_users(shop.organization, BUYER, text="marcus").items[0]
    assert (marcus.name, marcus.company_id, marcus.company_name) == ("Marcus Vela", "vela", "Vela")
    assert (marcus.kind, marcus.user_id, marcus.email) == (BUYER, "marcus-id", "marcus@example.com")
    assert set(marcus.roles) == {*BUYER_ROLES, *BUYER_CUSTOM_ROLES}
    assert marcus.active


def test_a_page_continues_across_buyers_where_the_last_one_ended(shop):
    for number in range(7):
        shop.api.post("buyers/nordbau/users", user(f"worker{number}", "Wim", f"Worker {number}"))
        shop.api.post("buyers/vela/users", user(f"helper{number}", "Hana", f"Helper {number}"))
    everyone = usernames(search_users(shop.organization, BUYER, page_size=100))
    assert len(everyone) == 17
    pages = [search_users(shop.organization, BUYER, page=number, page_size=5) for number in range(1, 6)]
    assert [username for page in pages for username in usernames(page)] == everyone
    assert {(page.total, page.pages) for page in pages} == {(17, 4)}


def test_only_users_that_the_api_client_admits_are_found(shop):
    expected = [
        ("everyone", BUYER, ["sara", "giulia", "marcus"]),
        ("vela_only", BUYER, ["giulia", "marcus"]),
        ("vela_only", SELLER, []),
        ("vela_only", SUPPLIER, []),
        ("seller_only", SELLER, ["sam"]),
        ("seller_only", BUYER, []),
        ("closed", BUYER, []),
    ]
    found = [
        (client, kind, usernames(search_users(shop.organization, kind, client_id=getattr(shop, client))))
        for client, kind, _ in expected
    ]
    assert found == expected


def test_a_search_through_an_unknown_api_client_says_so(shop):
    with pytest.raises(ClientNotFound, match="There is no API client none"):
        search_users(shop.organization, BUYER, client_id="none")


def test_too_many_buyers_are_not_all_searched_and_the_page_says_so(shop, monkeypatch):
    monkeypatch.setattr(users, "MAX_COMPANIES", 1)
    page = search_users(shop.organization, BUYER)
    assert usernames(page) == ["sara"]
    assert page.notice == "Searched the users of the first 1 of 2 buyers. Choose a buyer to search others."


def test_a_search_over_all_buyers_costs_one_call_for_them_and_one_for_each(shop, emulator):
    search_users(shop.organization, BUYER)
    emulator.emulator.requests.clear()
    search_users(shop.organization, BUYER, text="vela", page_size=2)
    assert len(calls_to_lists(emulator)) == 2
    emulator.emulator.requests.clear()
    search_users(shop.organization, BUYER, company_id="vela")
    assert len(calls_to_lists(emulator)) == 1


def test_companies_are_searched_by_name_and_id(shop):
    assert [company.id for company in companies(shop.organization, BUYER).items] == ["nordbau", "vela"]
    assert [company.name for company in companies(shop.organization, BUYER, text="VEL").items] == ["Vela"]
    assert companies(shop.organization, SUPPLIER).total == 1


def test_a_user_is_looked_up_by_company_and_id(shop):
    assert get_user(shop.organization, BUYER, "vela", "marcus-id").name == "Marcus Vela"
    assert get_user(shop.organization, SELLER, "", "sam-id").name == "Sam Seller"


def test_a_deleted_or_deactivated_user_cannot_be_chosen(shop):
    shop.api.delete("buyers/vela/users/marcus-id")
    with pytest.raises(UserNotFound, match="There is no buyer user marcus-id"):
        get_user(shop.organization, BUYER, "vela", "marcus-id")
    shop.deactivate("buyers/vela/users/giulia-id")
    with pytest.raises(InactiveUser, match="Giulia Vela is not active"):
        get_user(shop.organization, BUYER, "vela", "giulia-id")


def test_no_user_of_a_deactivated_buyer_can_be_chosen(shop):
    shop.deactivate("buyers/vela")
    with pytest.raises(InactiveUser, match="The buyer Vela is not active"):
        get_user(shop.organization, BUYER, "vela", "marcus-id")
    assert not search_users(shop.organization, BUYER, text="marcus").items[0].active


def test_a_search_reads_with_the_smallest_roles(shop, monkeypatch):
    requested = []
    original = clients.EmulatorGrant.fetch

    def fetch(self, roles, context=None, platform=False):
        requested.append(roles)
        return original(self, roles, context, platform)

    monkeypatch.setattr(clients.EmulatorGrant, "fetch", fetch)
    for kind in (SELLER, SUPPLIER, BUYER):
        search_users(shop.organization, kind)
    assert requested == [
        ("AdminUserReader",),
        ("SupplierReader", "SupplierUserReader"),
        ("BuyerReader", "BuyerUserReader"),
    ]


def test_a_search_without_a_response_says_so_in_a_sentence(shop, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    with pytest.raises(CannotRead, match="OrderCloud doesn't respond, so users can't be read") as raised:
        search_users(shop.organization, SELLER)
    assert isinstance(raised.value.__cause__, ConnectionFailed)
