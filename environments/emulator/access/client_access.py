"""Who may use an API client, and with which roles."""

from typing import Any

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records
from lib import exact_json


class TokenRefused(Exception):
    """No token is issued. The response has the members of OAuth and the platform's own `Errors`."""

    def __init__(self, status: int, error: str, code: str, message: str, data: object = None) -> None:
        super().__init__(message)
        entry = {"ErrorCode": code, "Message": message, "Data": data}
        body = {"error": error, "error_description": message, "Errors": [entry]}
        self.response = Response(status, exact_json.dumps(body).encode())


def oauth_response(api_error: errors.ApiError) -> Response:
    """Return an API error as the response to a token request, with the members of OAuth."""
    error = "invalid_request" if api_error.status < 500 else "server_error"
    first = api_error.entries[0]["Message"]
    body = {"error": error, "error_description": first, "Errors": api_error.entries}
    return Response(api_error.status, exact_json.dumps(body).encode(), tuple(api_error.headers))


def oauth_error(message: str) -> TokenRefused:
    """Return the error for an invalid grant."""
    return TokenRefused(401, "invalid_grant", "Auth.OauthError", message)


def check_active(client: Record) -> None:
    """Check that an API client is active; without it no user can sign in through it."""
    if not client["Active"]:
        raise TokenRefused(401, "invalid_client", "Auth.ClientNotActive", "The API client is not active.")


def check_may_sign_in(records: Records, client: Record, user: Record) -> None:
    """Check that user and company are active, and that the client accepts users of the company."""
    if not user["Active"]:
        raise TokenRefused(401, "invalid_grant", "Auth.UserNotActive", "The user is not active.")
    company = identity.company(records, user)
    if company and not company["Active"]:
        raise TokenRefused(401, "invalid_grant", "Auth.CompanyNotActive", "The company is not active.")
    if not accepts_user(records, client, user, company):
        raise oauth_error("This client does not accept users of that company.")


def accepts_user(records: Records, client: Record, user: Record, company: Record | None) -> bool:
    """Return whether an API client accepts a user of a company (None: the seller)."""
    if company is None:
        return bool(client["AllowSeller"])
    field, allows_any = (
        ("BuyerID", "AllowAnyBuyer") if user.resource.name == "Users" else ("SupplierID", "AllowAnySupplier")
    )
    if client[allows_any]:
        return True
    key: dict[str, Any] = {"ApiClientID": client.id, field: company.id}
    return bool(records.where("ApiClientAssignments", **key))


def intersect_roles(held: frozenset[str], requested: frozenset[str]) -> frozenset[str]:
    """Return the intersection of two sets of roles; FullAccess in one set includes all roles of the other."""
    granted = requested_roles(held, requested)
    return granted | held if "FullAccess" in requested else granted


def granted_roles(client: Record, api: list[str], custom: list[str], scope: str | None) -> frozenset[str]:
    """Return the roles of a token: those of the user, within the client's limits, that the scope requests."""
    held = frozenset(api + custom)
    required = frozenset(
        [*(client["MinimumRequiredRoles"] or ()), *(client["MinimumRequiredCustomRoles"] or ())]
    )
    if required - requested_roles(held, required):
        message = "The user lacks roles that this client requires."
        raise TokenRefused(401, "invalid_scope", "Auth.InsufficientRoles", message)
    maximum = [*(client["MaximumGrantedRoles"] or ()), *(client["MaximumGrantedCustomRoles"] or ())]
    if maximum:
        limit = frozenset(maximum)
        held = held & limit if "FullAccess" in limit else intersect_roles(held, limit)
    if scope is None or not scope.strip():
        return held
    return requested_roles(held, frozenset(scope.split()))


def requested_roles(held: frozenset[str], requested: frozenset[str]) -> frozenset[str]:
    """Return the requested roles that are held; FullAccess includes all API roles."""
    granted = held & requested
    return granted | requested.intersection(CATALOGUE.enums["ApiRole"]) if "FullAccess" in held else granted
