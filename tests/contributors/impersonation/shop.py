"""A marketplace with users of every kind, for tests of acting as them."""

from dataclasses import dataclass

from environments.ordercloud.client import Client
from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.models import Organization

SELLER_ROLES = ["OrderAdmin", "ProductAdmin"]
SUPPLIER_ROLES = ["ProductReader", "ShipmentAdmin"]
BUYER_ROLES = ["MeAdmin", "ProductReader", "Shopper"]
BUYER_CUSTOM_ROLES = ("Approver",)


@dataclass(frozen=True)
class Shop:
    """The organization, a client of its seller, and the IDs of its API clients.

    Attributes:
        everyone: admits all users.
        vela_only: admits the users of the buyer `vela`.
        seller_only: admits seller users.
        closed: would admit all users, and is not active.
    """

    organization: Organization
    api: Client
    everyone: str
    vela_only: str
    seller_only: str
    closed: str

    def deactivate(self, path: str) -> None:
        """Deactivate what is at a path."""
        self.api.patch(path, {"Active": False})


def user(username: str, first_name: str, last_name: str, **more) -> dict:
    """Return the body of an active user whose ID is not the username."""
    return {
        "ID": f"{username}-id",
        "Username": username,
        "FirstName": first_name,
        "LastName": last_name,
        "Email": f"{username}@example.com",
        "Active": True,
    } | more


def build_shop(organization: Organization) -> Shop:
    """Create the marketplace of an organization of the emulator, with its users and API clients."""
    provision(organization)
    api = client_for(organization, ("FullAccess",))
    for path, company in (("buyers", "vela"), ("buyers", "nordbau"), ("suppliers", "mill")):
        api.post(path, {"ID": company, "Name": company.title(), "Active": True})
    api.post("adminusers", user("sam", "Sam", "Seller"))
    api.post("suppliers/mill/users", user("mia", "Mia", "Miller"))
    api.post("buyers/vela/users", user("marcus", "Marcus", "Vela"))
    api.post("buyers/vela/users", user("giulia", "Giulia", "Vela", Email="giulia+1@example.com"))
    api.post("buyers/nordbau/users", user("sara", "Sara", "Berg"))
    _grant(api, "for-seller", SELLER_ROLES, {"UserID": "sam-id"})
    _grant(api, "for-mill", SUPPLIER_ROLES, {"SupplierID": "mill"})
    _grant(api, "for-vela", BUYER_ROLES, {"BuyerID": "vela"}, BUYER_CUSTOM_ROLES)
    everyone = {"AllowAnyBuyer": True, "AllowAnySupplier": True, "AllowSeller": True}
    vela_only = _client(api, "Vela storefront")
    api.post("apiclients/assignments", {"ApiClientID": vela_only, "BuyerID": "vela"})
    return Shop(
        organization,
        api,
        _client(api, "Storefront", **everyone),
        vela_only,
        _client(api, "Back office", AllowSeller=True),
        _client(api, "Old storefront", Active=False, **everyone),
    )


def _grant(
    api: Client, profile: str, roles: list[str], party: dict, custom_roles: tuple[str, ...] = ()
) -> None:
    body = {"ID": profile, "Name": profile, "Roles": roles, "CustomRoles": list(custom_roles)}
    api.post("securityprofiles", body)
    api.post("securityprofiles/assignments", {"SecurityProfileID": profile, **party})


def _client(api: Client, name: str, **more) -> str:
    body = {"AppName": name, "Active": True, "AccessTokenDuration": 60, **more}
    return api.post("apiclients", body)["ID"]
