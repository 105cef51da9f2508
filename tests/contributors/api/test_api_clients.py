"""API clients of an organization and their users in the Portal API."""

import pytest

from environments.grants import BUYER, SELLER, SUPPLIER

CLIENTS = "/organizations/acme_Sandbox/apiclients"


def users_of(api, who: str, client: str, query: str = "") -> tuple[int, list[str]]:
    """Return the status and the usernames of an API client's users."""
    status, body = api(who, "GET", f"{CLIENTS}/{client}/users{query}")
    return status, [user["Username"] for user in body.get("Items", [])]


def test_every_contributor_lists_api_clients_without_their_secrets(api, shop):
    shop.api.patch(f"apiclients/{shop.vela_only}", {"ClientSecret": "a-secret-that-no-one-sees"})
    webhook = {
        "ID": "hook",
        "Name": "Hook",
        "Url": "https://example.com/hook",
        "HashKey": "key",
        "ApiClientIDs": [shop.vela_only],
        "WebhookRoutes": [{"Route": "v1/buyers", "Verb": "POST"}],
    }
    shop.api.post("webhooks", webhook)
    status, body = api("victor", "GET", f"{CLIENTS}?search=vela")
    assert status == 200
    assert body["Items"] == [
        {
            "Id": shop.vela_only,
            "ClientSecret": None,
            "Active": True,
            "AppName": "Vela storefront",
            "AllowAnyBuyer": False,
            "AllowAnySupplier": False,
            "AllowSeller": False,
            "IsAnonBuyer": False,
            "AssignedBuyerCount": 1,
            "AssignedSupplierCount": 0,
            "AssignedWebhookCount": 1,
        }
    ]


def test_api_clients_are_paged_and_filtered(api, shop):
    status, body = api("victor", "GET", f"{CLIENTS}?page=2&pageSize=3")
    assert status == 200
    assert [client["AppName"] for client in body["Items"]] == ["Vela storefront"]
    assert (body["Meta"]["TotalCount"], body["Meta"]["TotalPages"]) == (4, 2)
    _, body = api("victor", "GET", f"{CLIENTS}?Active=false")
    assert [client["Id"] for client in body["Items"]] == [shop.closed]
    _, body = api("victor", "GET", f"{CLIENTS}?Id={shop.everyone}")
    assert [client["Id"] for client in body["Items"]] == [shop.everyone]
    status, body = api("victor", "GET", f"{CLIENTS}?ClientSecret=a*")
    assert (status, body["Errors"][0]["ErrorCode"]) == (400, "List.InvalidProperty")
    assert api("victor", "GET", f"{CLIENTS}?pageSize=1000")[0] == 400
    assert api("stan", "GET", CLIENTS)[0] == 404


def test_the_owner_sees_the_users_of_every_kind_that_a_client_admits(api, shop):
    assert users_of(api, "olive", shop.everyone) == (200, ["sam", "mia", "sara", "giulia", "marcus"])
    assert users_of(api, "olive", shop.vela_only) == (200, ["giulia", "marcus"])
    assert users_of(api, "olive", shop.seller_only) == (200, ["sam"])
    assert users_of(api, "olive", shop.closed) == (200, [])
    assert users_of(api, "olive", "none") == (404, [])


@pytest.mark.parametrize(
    ("kind", "expected", "of_vela_only"),
    [
        (SELLER, ["sam"], (403, [])),
        (SUPPLIER, ["mia"], (403, [])),
        (BUYER, ["sara", "giulia", "marcus"], (200, ["giulia", "marcus"])),
    ],
)
def test_only_users_of_a_kind_that_one_may_act_as_are_listed(
    api, cast, shop, permit, kind, expected, of_vela_only
):
    permit(cast.victor, kind)
    assert users_of(api, "victor", shop.everyone) == (200, expected)
    assert users_of(api, "victor", shop.vela_only) == of_vela_only


def test_without_an_impersonation_permission_no_users_are_listed(api, shop):
    for who in ("adam", "tess", "victor"):
        assert users_of(api, who, shop.everyone) == (403, [])
    assert users_of(api, "stan", shop.everyone) == (404, [])


def test_users_of_all_kinds_are_searched_and_paged_as_one_list(api, shop):
    assert users_of(api, "olive", shop.everyone, "?search=MARCUS") == (200, ["marcus"])
    pages = [users_of(api, "olive", shop.everyone, f"?pageSize=2&page={page}")[1] for page in (1, 2, 3, 4)]
    assert pages == [["sam", "mia"], ["sara", "giulia"], ["marcus"], []]
    _, body = api("olive", "GET", f"{CLIENTS}/{shop.everyone}/users?pageSize=2")
    assert (body["Meta"]["TotalCount"], body["Meta"]["TotalPages"], body["Meta"]["Notice"]) == (5, 3, None)


def test_a_user_has_the_members_of_the_contract(api, shop):
    _, body = api("olive", "GET", f"{CLIENTS}/{shop.everyone}/users")
    seller, supplier, *_, buyer = body["Items"]
    assert buyer == {
        "Username": "marcus",
        "UserId": "marcus-id",
        "FirstName": "Marcus",
        "LastName": "Vela",
        "Email": "marcus@example.com",
        "CommerceRole": "Buyer",
        "CompanyId": "vela",
        "CompanyName": "Vela",
        "UserActive": True,
    }
    assert (supplier["CommerceRole"], supplier["CompanyId"]) == ("Supplier", "mill")
    assert (seller["CommerceRole"], seller["CompanyName"]) == ("Seller", shop.organization.name)
