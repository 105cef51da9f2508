"""Acting as users through connections that can do less than the emulator's own."""

from urllib.parse import urlsplit

import pytest

from contributors.impersonation.errors import CannotImpersonate, CannotRead, InactiveUser, UserNotFound
from contributors.impersonation.reading import reader
from contributors.impersonation.tokens import give_user_token
from contributors.impersonation.users import search_users
from environments.grants import BUYER
from environments.hosted_portal.grant import HostedPortalGrant
from organizations.models import AllowedHost, Connection
from tests.cast import create_access
from tests.contributors.impersonation.claims import Claims
from tests.contributors.impersonation.shop import user
from tests.organizations.connections.remote import create_remote

ROLES = ("ApiClientReader", "BuyerImpersonation", "BuyerReader", "BuyerUserReader")


@pytest.fixture
def remote(emulator, settings, db):
    """A marketplace that is known by an API client only, with the buyer user Marcus and a storefront."""
    settings.EMBEDDED = True
    AllowedHost.objects.create(host=urlsplit(settings.EMULATOR_URL).netloc)
    made = create_remote(emulator, "hartwell", roles=ROLES)
    made.client.post("buyers", {"ID": "vela", "Name": "Vela", "Active": True})
    made.client.post("buyers/vela/users", user("marcus", "Marcus", "Vela"))
    made.client.post("securityprofiles", {"ID": "shop", "Name": "Shop", "Roles": ["MeAdmin", "Shopper"]})
    made.client.post("securityprofiles/assignments", {"SecurityProfileID": "shop", "BuyerID": "vela"})
    profile = {"ID": "config", "Name": "Config", "Roles": ["MeAdmin", "OrderAdmin", "Shopper"]}
    made.client.post("securityprofiles", profile)
    return made


@pytest.fixture
def storefront(remote) -> str:
    """An API client that admits Vela's users, and lets the connection act as them."""
    body = {"AppName": "Storefront", "Active": True, "AllowAnyBuyer": True, "AccessTokenDuration": 60}
    client_id = remote.client.post("apiclients", body)["ID"]
    config = {"ID": "i", "BuyerID": "vela", "SecurityProfileID": "config", "ClientID": client_id}
    remote.client.post("impersonationconfig", config)
    return client_id


@pytest.fixture
def organization(remote, cast):
    """The marketplace as Olive connected it; Victor may act as its buyer users."""
    connection = remote.connection()
    connection.organization.owner = cast.olive
    connection.organization.save()
    connection.save()
    create_access(
        connection.organization, ["OrderAdmin", "Shopper"], user=cast.victor, impersonate_buyer=True
    )
    return connection.organization


def test_an_api_client_gives_a_token_of_a_buyer_user_with_the_roles_that_both_have(
    cast, organization, storefront
):
    given = give_user_token(organization, client_id=storefront, username="marcus", by=cast.victor)
    claims = Claims.of(given.token.access_token)
    assert (claims.username, claims.user_type, claims.client_id) == ("marcus", "buyer", storefront)
    assert claims.roles == {"Shopper"}  # the impersonation config would give OrderAdmin too
    assert given.user
    assert set(given.user.roles) == {"MeAdmin", "Shopper"}


def test_an_api_client_says_why_it_gives_no_token_of_a_user(cast, organization, storefront, remote):
    arguments = {"client_id": storefront, "by": cast.victor}
    with pytest.raises(UserNotFound, match="admits no buyer user sam"):
        give_user_token(organization, username="sam", **arguments)
    remote.client.patch("buyers/vela/users/marcus-id", {"Active": False})
    with pytest.raises(InactiveUser, match="Marcus Vela is not active"):
        give_user_token(organization, username="marcus", **arguments)
    remote.client.patch("buyers/vela/users/marcus-id", {"Active": True})
    remote.client.delete("impersonationconfig/i")
    with pytest.raises(CannotImpersonate, match="No impersonation config lets the connection act as marcus"):
        give_user_token(organization, username="marcus", **arguments)


def test_a_search_says_which_roles_the_connection_lacks(organization, remote):
    assert search_users(organization, BUYER).items[0].username == "marcus"
    remote.client.patch("securityprofiles/portal", {"Roles": ["BuyerReader"]})
    Connection.objects.filter(organization=organization).update(version=2)
    organization.connection.refresh_from_db()
    with pytest.raises(CannotRead, match="Its user needs BuyerReader and BuyerUserReader"):
        search_users(organization, BUYER)


def test_a_hosted_account_reads_with_all_its_roles_because_it_cannot_request_fewer(cast, monkeypatch):
    requested = []

    def fetch(self, roles, context=None, platform=False):
        requested.append(roles)
        raise AssertionError("no token is needed")

    monkeypatch.setattr(HostedPortalGrant, "fetch", fetch)
    connection = cast.sandbox.connection
    connection.type, connection.client_id, connection.secret = Connection.Type.HOSTED_PORTAL, "olive", "x"
    connection.save()
    with pytest.raises(AssertionError, match="no token is needed"):
        reader(cast.sandbox, ("BuyerReader",)).get("buyers")
    assert requested == [("FullAccess",)]
