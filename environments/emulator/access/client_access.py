"""Who may use an API client, and which roles that comes to."""

from typing import Any

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records
from lib import exact_json


class TokenRefused(Exception):
    """The token is not given. The body has the members of OAuth and the platform's own `Errors`."""

    def __init__(self, status: int, error: str, code: str, message: str, data: object = None) -> None:
        super().__init__(message)
        entry = {"ErrorCode": code, "Message": message, "Data": data}
        body = {"error": error, "error_description": message, "Errors": [entry]}
        self.response = Response(status, exact_json.dumps(body).encode())


def oauth_response(refusal: errors.ApiError) -> Response:
    """What the API refuses, as a token request is told it: some clients read all members unasked."""
    error = "invalid_request" if refusal.status < 500 else "server_error"
    first = refusal.entries[0]["Message"]
    body = {"error": error, "error_description": first, "Errors": refusal.entries}
    return Response(refusal.status, exact_json.dumps(body).encode(), tuple(refusal.headers))


def oauth_error(message: str) -> TokenRefused:
    return TokenRefused(401, "invalid_grant", "Auth.OauthError", message)


def check_may_sign_in(records: Records, client: Record, user: Record) -> None:
    """Active all the way up, and of a company that the client admits."""
    if not user["Active"]:
        raise TokenRefused(401, "invalid_grant", "Auth.UserNotActive", "The user is not active.")
    company = identity.company(records, user)
    if company and not company["Active"]:
        raise TokenRefused(401, "invalid_grant", "Auth.CompanyNotActive", "The company is not active.")
    if not admits(records, client, user, company):
        raise oauth_error("This client does not admit users of that company.")


def admits(records: Records, client: Record, user: Record, company: Record | None) -> bool:
    """Whether an API client may be used by a user of a company (None: the seller)."""
    if company is None:
        return bool(client["AllowSeller"])
    field, anyone = (
        ("BuyerID", "AllowAnyBuyer") if user.resource.name == "Users" else ("SupplierID", "AllowAnySupplier")
    )
    if client[anyone]:
        return True
    names: dict[str, Any] = {"ApiClientID": client.id, field: company.id}
    return bool(records.where("ApiClientAssignments", **names))


def intersect_roles(held: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """The intersection of two sets of roles, where FullAccess on one side lets the other's pass."""
    found = requested_roles(held, wanted)
    return found | held if "FullAccess" in wanted else found


def granted_roles(client: Record, api: list[str], custom: list[str], scope: str | None) -> frozenset[str]:
    """The roles of a token: what the user has, within the client's limits, as far as the scope asks."""
    held = frozenset(api + custom)
    needed = frozenset(
        [*(client["MinimumRequiredRoles"] or ()), *(client["MinimumRequiredCustomRoles"] or ())]
    )
    if needed - requested_roles(held, needed):
        message = "The user lacks roles that this client demands."
        raise TokenRefused(401, "invalid_scope", "Auth.InsufficientRoles", message)
    most = [*(client["MaximumGrantedRoles"] or ()), *(client["MaximumGrantedCustomRoles"] or ())]
    if most:
        held = intersect_roles(held, frozenset(most)) if "FullAccess" not in most else held & frozenset(most)
    if scope is None or not scope.strip():
        return held
    return requested_roles(held, frozenset(scope.split()))


def requested_roles(held: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """Of the roles that somebody holds, those that are asked for; FullAccess holds all API roles."""
    found = held & wanted
    return found | wanted.intersection(CATALOGUE.enums["ApiRole"]) if "FullAccess" in held else found
