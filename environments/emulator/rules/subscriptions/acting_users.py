"""Calls that the platform makes itself, without a request, as a user of the organization."""

from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import Organization, Record, Records
from lib import clock

_OPERATION = "LineItems.Create"


def user_call(
    emulator: Emulator, organization: Organization, root_url: str, user: Record, roles: frozenset[str]
) -> Call:
    """Return a call by a user, which can create orders and their parts.

    Args:
        root_url: the address of the emulator, to be named in tokens.
        roles: those of the call, whatever the user's own are.
    """
    call = Call(
        emulator=emulator,
        operation=CATALOGUE.operations[_OPERATION],
        path_params={"direction": "all"},
        query_pairs=[],
        raw_body=b"{}",
        base_url=root_url + organization.base_path,
        token_caller=identity.caller_of(organization, user, "", roles, _minutes_from_now(10)),
    )
    call.organization = organization
    return call


def client_token(emulator: Emulator, records: Records, root_url: str, integration: JsonObject) -> str | None:
    """Return a token of the default context user of an integration's API client, with more roles.

    None if there is no such client or user.
    """
    client = records.find("ApiClients", integration["ApiClientID"] or "")
    user = identity.find_by_username(records, client["DefaultContextUserName"] or "") if client else None
    if client is None or user is None:
        return None
    roles = own_roles(records, user) | frozenset(integration["ElevatedRoles"] or ())
    expires_at = _minutes_from_now(client["AccessTokenDuration"])
    caller = identity.caller_of(records.organization, user, client.id, roles, expires_at)
    return emulator.tokens.issue(records.organization, root_url + records.organization.base_path, caller)


def own_roles(records: Records, user: Record) -> frozenset[str]:
    """Return the roles that the security profiles of a user grant."""
    api, custom = identity.roles(records, user)
    return frozenset([*api, *custom])


def _minutes_from_now(minutes: int) -> float:
    return clock.timestamp() + minutes * 60
