"""API clients and whose users they admit, with the real emulator."""

import pytest

from contributors.impersonation.api_clients import admits, admitting_clients, get_client, list_clients
from contributors.impersonation.errors import ClientNotFound
from environments.grants import BUYER, SELLER, SUPPLIER


def test_an_active_api_client_admits_all_users_of_a_kind_or_those_of_assigned_companies(shop):
    expected = [
        ("everyone", SELLER, "", True),
        ("everyone", SUPPLIER, "mill", True),
        ("everyone", BUYER, "nordbau", True),
        ("vela_only", BUYER, "vela", True),
        ("vela_only", BUYER, "VELA", True),
        ("vela_only", BUYER, "nordbau", False),
        ("vela_only", SELLER, "", False),
        ("vela_only", SUPPLIER, "mill", False),
        ("seller_only", SELLER, "", True),
        ("seller_only", BUYER, "vela", False),
        ("closed", BUYER, "vela", False),
        ("closed", SELLER, "", False),
    ]
    found = []
    for client, kind, company, _ in expected:
        api_client = get_client(shop.organization, getattr(shop, client))
        found.append((client, kind, company, admits(shop.organization, api_client, kind, company)))
    assert found == expected


def test_the_clients_for_a_user_are_the_active_ones_that_admit_the_company(shop):
    expected = [
        (SELLER, "", ["Back office", "Storefront"]),
        (SUPPLIER, "mill", ["Storefront"]),
        (BUYER, "vela", ["Storefront", "Vela storefront"]),
        (BUYER, "nordbau", ["Storefront"]),
        (BUYER, "", ["Storefront", "Vela storefront"]),
    ]
    found = []
    for kind, company, _ in expected:
        clients = admitting_clients(shop.organization, kind, company)
        found.append((kind, company, [client.name for client in clients]))
    assert found == expected


def test_api_clients_are_paged_and_searched_by_name(shop):
    page = list_clients(shop.organization, page=2, page_size=3)
    assert (page.total, page.pages) == (4, 2)
    assert [client.name for client in page.items] == ["Vela storefront"]
    found = list_clients(shop.organization, text="vela storefront")
    assert [client.id for client in found.items] == [shop.vela_only]
    active = list_clients(shop.organization, filters=[("Active", "false")])
    assert [client.id for client in active.items] == [shop.closed]


def test_an_api_client_counts_the_companies_that_it_is_assigned_to(shop):
    client = get_client(shop.organization, shop.vela_only)
    assert (client.assigned_buyer_count, client.assigned_supplier_count) == (1, 0)


@pytest.mark.parametrize("client_id", ["0", ".", "..", ""])
def test_an_unknown_api_client_is_not_found(shop, client_id):
    with pytest.raises(ClientNotFound, match=f"There is no API client {client_id}"):
        get_client(shop.organization, client_id)
