"""Ending the access of users by revoking their tokens, and giving it back to locked ones."""

from environments.emulator.auth import passwords
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage.records import Record


def _user(call: Call) -> Record:
    return call.path_record(CATALOGUE.resources[call.operation.id.partition(".")[0]])


@handles("Users.RevokeUserTokens", "AdminUsers.RevokeUserTokens", "SupplierUsers.RevokeUserTokens")
def revoke_tokens(call: Call) -> Response:
    """Revoke all access and refresh tokens of a user."""
    call.emulator.tokens.revocations.revoke_user(call.records, _user(call))
    return NO_CONTENT


@handles("Users.UnlockUserAccount", "AdminUsers.UnlockUserAccount", "SupplierUsers.UnlockUserAccount")
def unlock(call: Call) -> Response:
    """Unlock a user who failed to sign in too often; nothing changes for one who is not locked."""
    passwords.unlock(call.records, _user(call))
    return NO_CONTENT
