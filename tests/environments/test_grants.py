"""How each type of connection gets its tokens, and which requests it refuses."""

import json

import jwt
import pytest

from environments import grants
from environments.api_client_grant import ApiClientGrant
from environments.grants import EmulatorGrant, UserContext
from environments.hosted_portal.account import Account
from environments.hosted_portal.grant import HostedPortalGrant
from environments.ordercloud import errors
from lib import clock
from tests.environments.fake_server import FakeResponse, error_response, token_response

KEY = "a platform key of at least thirty-two bytes"
BUYER_USER = UserContext("buyer", "acme", "u1", "bob", "client-1")


@pytest.fixture
def emulator(fake_server):
    return EmulatorGrant(fake_server.endpoint, "acme_Staging", KEY)


@pytest.fixture
def api_client(fake_server):
    return ApiClientGrant(fake_server.endpoint, "client-1", "hush")


@pytest.fixture
def portal(fake_server):
    return HostedPortalGrant(fake_server.endpoint, "acme", Account(fake_server.url, "olive", "hush"))


def assertion(request, endpoint):
    return jwt.decode(request.form["assertion"], KEY, ["HS256"], audience=endpoint.base_url)


def test_the_emulator_gets_an_assertion_naming_organization_and_roles(emulator, fake_server):
    fake_server.respond_with(token_response(("ProductReader", "BuyerReader")))

    token = emulator.fetch(("ProductReader", "BuyerReader"))

    claims = assertion(fake_server.requests[0], fake_server.endpoint)
    assert fake_server.requests[0].path == "/staging/oauth/token"
    assert (claims["iss"], claims["sub"]) == ("portal", "acme_Staging")
    assert claims["scope"] == "ProductReader BuyerReader"
    assert "platform" not in claims
    assert "username" not in claims
    assert token.roles == ("ProductReader", "BuyerReader")
    assert token.expires_at == pytest.approx(clock.timestamp() + 600, abs=30)


def test_the_emulator_receives_the_impersonated_user(emulator, fake_server):
    fake_server.respond_with(token_response(("Shopper",)))

    emulator.fetch(("Shopper",), BUYER_USER)

    claims = assertion(fake_server.requests[0], fake_server.endpoint)
    assert (claims["username"], claims["client_id"]) == ("bob", "client-1")


def test_the_platform_token_may_have_full_access(emulator, fake_server):
    fake_server.respond_with(token_response(("FullAccess",)))

    assert emulator.fetch((), platform=True).roles == ("FullAccess",)
    assert assertion(fake_server.requests[0], fake_server.endpoint)["platform"] is True


def test_a_token_without_roles_has_none(emulator, fake_server):
    fake_server.respond_with(token_response(()))

    assert emulator.fetch(()).roles == ()


def test_an_api_client_requests_exactly_the_roles(api_client, fake_server):
    fake_server.respond_with(token_response(("ProductReader",)))

    api_client.fetch(("ProductReader",))

    assert fake_server.requests[0].form == {
        "grant_type": "client_credentials",
        "client_id": "client-1",
        "client_secret": "hush",
        "scope": "ProductReader",
    }


def test_an_api_client_never_sends_an_empty_scope_because_that_means_everything(api_client, fake_server):
    fake_server.respond_with(token_response(()))

    api_client.fetch(())

    assert fake_server.requests[0].form["scope"] == "NoRoles"


@pytest.mark.parametrize("grant_type", ["emulator", "api_client", "portal"])
def test_a_token_with_more_roles_than_requested_is_rejected(grant_type, request, fake_server):
    fake_server.respond_with(token_response(("ProductReader", "ProductAdmin")))

    with pytest.raises(grants.UnexpectedRoles, match="ProductAdmin"):
        request.getfixturevalue(grant_type).fetch(("ProductReader",))


def test_an_api_client_impersonates_a_buyer_user_through_ordercloud(api_client, fake_server):
    fake_server.respond_with(
        *own_token_and_user("MeAdmin", "Shopper", "Approver"), token_response(("Shopper",))
    )

    token = api_client.fetch(("Shopper", "MeAdmin", "OrderAdmin", "Approver"), BUYER_USER)

    own, user, exchange = fake_server.requests
    assert own.form["scope"] == "BuyerImpersonation BuyerUserReader"
    assert (user.method, user.path) == ("GET", "/staging/v1/buyers/acme/users/u1")
    assert (exchange.method, exchange.path) == ("POST", "/staging/v1/buyers/acme/users/u1/accesstoken")
    expected = b'{"ClientID":"client-1","Roles":["Shopper","MeAdmin"],"CustomRoles":["Approver"]}'
    assert exchange.body == expected
    assert token.roles == ("Shopper",)


def test_full_access_impersonating_a_buyer_user_requests_all_roles_of_the_user(api_client, fake_server):
    fake_server.respond_with(
        *own_token_and_user("Shopper", "MeAdmin"), token_response(("Shopper", "MeAdmin"))
    )

    assert api_client.fetch(("FullAccess",), BUYER_USER).roles == ("Shopper", "MeAdmin")
    assert b'"Roles":["Shopper","MeAdmin"]' in fake_server.requests[2].body


def test_roles_that_an_impersonation_config_adds_are_refused(api_client, fake_server):
    fake_server.respond_with(*own_token_and_user("Shopper"), token_response(("Shopper", "OrderAdmin")))

    with pytest.raises(grants.UnexpectedRoles):
        api_client.fetch(("FullAccess",), BUYER_USER)


@pytest.mark.parametrize(
    ("user", "error", "sentence"),
    [
        ({"Active": False, "AvailableRoles": ["Shopper"]}, grants.InactiveContextUser, "bob is not active"),
        ({"Active": True, "AvailableRoles": ["MeAdmin"]}, grants.CannotGrant, "bob has none of your roles"),
        (None, grants.CannotGrant, "needs BuyerUserReader"),
    ],
)
def test_an_api_client_says_why_it_gets_no_token_of_a_buyer_user(
    api_client, fake_server, user, error, sentence
):
    refused = error_response(403, "Auth.InsufficientRoles", "Insufficient roles.")
    response = FakeResponse(body=json.dumps(user).encode()) if user else refused
    fake_server.respond_with(token_response(("BuyerImpersonation",)), response)

    with pytest.raises(error, match=sentence):
        api_client.fetch(("Shopper",), BUYER_USER)


def own_token_and_user(*roles):
    """Return the responses to an API client that reads a buyer user with these roles."""
    user = {"ID": "u1", "Active": True, "AvailableRoles": roles}
    return token_response(("BuyerImpersonation",)), FakeResponse(body=json.dumps(user).encode())


def test_impersonating_a_buyer_user_without_roles_is_rejected(api_client, fake_server):
    with pytest.raises(grants.CannotGrant):
        api_client.fetch((), BUYER_USER)
    assert fake_server.requests == []


@pytest.mark.parametrize("user_type", ["seller", "supplier"])
def test_an_api_client_explains_why_it_cannot_impersonate_seller_and_supplier_users(
    api_client, fake_server, user_type
):
    with pytest.raises(grants.CannotGrant, match="buyer users only"):
        api_client.fetch(("FullAccess",), UserContext(user_type, username="sam"))
    assert fake_server.requests == []


def test_a_portal_account_exchanges_its_token_for_that_of_the_organization(portal, fake_server):
    fake_server.respond_with(token_response(()), token_response(("FullAccess",)))

    portal.fetch(("FullAccess",), BUYER_USER)

    sign_in, token_request = fake_server.requests
    assert sign_in.form == {"grant_type": "password", "username": "olive", "password": "hush"}
    assert token_request.path == "/api/v1/organizations/acme/token"
    assert token_request.query == [("clientid", "client-1"), ("username", "bob")]
    assert token_request.headers["Authorization"].startswith("Bearer ey")


@pytest.mark.parametrize("grant_type", ["emulator", "api_client", "portal"])
def test_wrong_credentials_are_reported_with_the_error_of_ordercloud(grant_type, request, fake_server):
    fake_server.respond_with(error_response(401, "Auth.OauthError", "Wrong secret."))

    with pytest.raises(errors.Unauthorized, match="Wrong secret"):
        request.getfixturevalue(grant_type).fetch(("FullAccess",))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"access_token": "x", "expires_in": 9}'])
def test_a_response_without_a_token_raises_its_own_error(emulator, fake_server, body):
    fake_server.respond_with(FakeResponse(body=body))

    with pytest.raises(errors.InvalidJson):
        emulator.fetch(("FullAccess",))


@pytest.mark.parametrize("grant_type", ["emulator", "api_client", "portal"])
def test_every_missing_capability_has_a_reason(grant_type, request):
    capabilities = request.getfixturevalue(grant_type).capabilities
    flags = (
        "can_create",
        "can_purge",
        "accepts_null_addresses",
        "can_set_api_client_ids",
        "can_set_dates",
        "limits_roles",
    )
    missing = {name for name in flags if not getattr(capabilities, name)}
    missing |= {"seller", "supplier", "buyer"} - capabilities.impersonation_types

    assert set(capabilities.reasons) == missing
    assert all(reason.endswith(".") for reason in capabilities.reasons.values())


@pytest.mark.parametrize("grant_type", ["emulator", "api_client", "portal"])
def test_the_repr_of_a_grant_contains_no_secrets(grant_type, request):
    printed = repr(request.getfixturevalue(grant_type))

    assert "hush" not in printed
    assert KEY not in printed
