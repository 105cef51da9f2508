"""Tokens that go out with a hook: of the acting user with more roles, or of the seller."""

from dataclasses import replace

from environments import clock
from environments.emulator import errors
from environments.emulator.calls import Call, Caller

_MINUTES = 10


def of_caller(call: Call, roles: list[str]) -> str:
    """The caller's token with the roles of a webhook added."""
    caller = replace(call.caller, roles=call.caller.roles | frozenset(roles or ()))
    return call.emulator.tokens.issue(call.organization, call.base_url, caller)


def of_seller(call: Call, roles: list[str]) -> str:
    """A token of the seller for an integration event; some active client must admit the seller."""
    clients = [c for c in call.records.select("ApiClients") if c["Active"] and c["AllowSeller"]]
    if not clients:
        message = "An integration event needs an active API client with AllowSeller."
        raise errors.invalid("IntegrationEvent.AllowSellerApiClientRequired", message)
    caller = Caller(
        organization=call.organization.num,
        type="admin",
        username=call.organization.default_user,
        user_num=0,
        client_id=clients[0].id,
        roles=frozenset(roles or ()),
        expires=clock.timestamp() + _MINUTES * 60,
    )
    return call.emulator.tokens.issue(call.organization, call.base_url, caller)
