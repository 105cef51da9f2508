"""The end of an access grant, whether it is in effect or still an invitation."""

from accounts.operators import Actor
from contributors.grants.removing import remove
from contributors.invitations.sending import revoke
from contributors.models import AccessGrant


def end(grant: AccessGrant, *, by: Actor) -> bool:
    """Remove the access of `grant`, or revoke the invitation, and return whether it was in effect.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        ValidationError: if it was accepted or ended meanwhile.
    """
    was_accepted = grant.is_accepted
    if was_accepted:
        remove(grant, by=by)
    else:
        revoke(grant, by=by)
    return was_accepted
