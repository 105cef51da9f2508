"""Tokens sent with hooks: of the caller with more roles, or of the seller."""

from dataclasses import replace

from environments.emulator import errors
from environments.emulator.auth.caller import Caller
from environments.emulator.calls.call import Call
from environments.emulator.storage.records import Record
from lib import clock

_MINUTES = 10


def elevated_token(call: Call, roles: list[str], client: Record | None) -> str:
    """Return the caller's token with more roles and the full lifetime of its API client's tokens."""
    caller = replace(call.caller, roles=call.caller.roles | frozenset(roles or ()))
    if client is not None:
        caller = replace(caller, expires_at=clock.timestamp() + client["AccessTokenDuration"] * 60)
    return call.emulator.tokens.issue(call.organization, call.base_url, caller)


def seller_token(call: Call, roles: list[str]) -> str:
    """Return a token of the seller for an integration event.

    Raises:
        ApiError: no active API client accepts the seller.
    """
    clients = [c for c in call.records.select("ApiClients") if c["Active"] and c["AllowSeller"]]
    if not clients:
        message = "An integration event requires an active API client with AllowSeller."
        raise errors.bad_request("IntegrationEvent.AllowSellerApiClientRequired", message)
    caller = Caller(
        organization=call.organization.num,
        user_type="admin",
        username=call.organization.default_user,
        user_num=0,
        client_id=clients[0].id,
        roles=frozenset(roles or ()),
        expires_at=clock.timestamp() + _MINUTES * 60,
    )
    return call.emulator.tokens.issue(call.organization, call.base_url, caller)
