"""Impersonation of buyer users through the API, as impersonation configs allow it."""

from environments.emulator import errors
from environments.emulator.access import client_access
from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.response import Response, json_response
from environments.emulator.storage.records import Record
from lib import clock


@handles("Users.GetAccessToken", transaction="read")
def impersonate(call: Call) -> Response:
    user = call.path_record(CATALOGUE.resources["Users"])
    body = call.checked_body(("ClientID",))
    client = call.records.find("ApiClients", body["ClientID"])
    if client is None:
        raise errors.ApiError(404, "Impersonation.ClientIDNotFound", "The API client does not exist.")
    if not client["Active"]:
        raise errors.bad_request("Impersonation.BadApiClient", "The API client is not active.")
    buyer = call.records.get_by_num("Buyers", user.parent_num)
    if not client_access.accepts_user(call.records, client, user, buyer):
        raise errors.bad_request(
            "Impersonation.BuyerNotAssigned", "The API client does not accept users of the buyer."
        )
    if not user["Active"] or not buyer["Active"]:
        raise errors.bad_request("Impersonation.ConfigError", "The user or its buyer is not active.")
    roles = _granted_roles(call, user, buyer, client, body)
    minutes = client["AccessTokenDuration"]
    expires_at = clock.timestamp() + minutes * 60
    caller = identity.caller_of(
        call.organization, user, client.id, roles, expires_at, impersonator=call.caller.user_num or -1
    )
    token = call.emulator.tokens.issue(call.organization, call.base_url, caller)
    response_body = {
        "access_token": token,
        "expires_in": minutes * 60 - 1,
        "token_type": "bearer",
        "refresh_token": None,
    }
    return json_response(200, response_body)


def _granted_roles(call: Call, user: Record, buyer: Record, client: Record, body: dict) -> frozenset[str]:
    """Return the requested roles of those in the config's profile; all of them when none is requested."""
    config = next(
        (
            c
            for c in call.records.where("ImpersonationConfigs", ClientID=client.id)
            if _config_applies(call, c, user, buyer)
        ),
        None,
    )
    profile = call.records.find("SecurityProfiles", config["SecurityProfileID"]) if config else None
    profile_roles = frozenset(sum(identity.roles_of([profile]), [])) if profile else frozenset()
    if not profile_roles:
        raise errors.bad_request("Impersonation.ConfigError", "No impersonation config allows this.")
    requested = frozenset([*body.get("Roles", ()), *body.get("CustomRoles", ())])
    return client_access.requested_roles(profile_roles, requested) if requested else profile_roles


def _config_applies(call: Call, config: Record, user: Record, buyer: Record) -> bool:
    """Whether a config lets this caller impersonate this user."""
    if config["BuyerID"].casefold() != buyer.id.casefold():
        return False
    return _matches_user(call, user, config["GroupID"], config["UserID"]) and _caller_may_impersonate(
        call, config
    )


def _caller_may_impersonate(call: Call, config: Record) -> bool:
    """Whether a config lets the caller impersonate users at all."""
    buyer_id = config["ImpersonationBuyerID"]
    if (call.caller.user_type == "buyer") != (buyer_id is not None):
        return False
    if buyer_id and buyer_id.casefold() != call.required_company.id.casefold():
        return False
    group_id, user_id = config["ImpersonationGroupID"], config["ImpersonationUserID"]
    if call.user is None:
        # The default context has no user, so only configs for the whole seller apply.
        return not group_id and not user_id
    return _matches_user(call, call.user, group_id, user_id)


def _matches_user(call: Call, user: Record, group_id: str | None, user_id: str | None) -> bool:
    if user_id and user_id.casefold() != user.id.casefold():
        return False
    return not group_id or group_id.casefold() in identity.membership(call.records, user).groups
