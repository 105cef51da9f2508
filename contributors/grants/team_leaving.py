"""Leaving of organizations by teams."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from contributors.grants.changing import locked_grant
from contributors.grants.removing import delete_and_tell
from contributors.models import AccessGrant
from contributors.team_permissions import administers


def leave_for_team(grant: AccessGrant, *, by: User) -> None:
    """Remove the access of a team, as one of its admins. Tokens that it gave end, and its members are told.

    Raises:
        PermissionDenied: for everyone but the admins and the owner of the team.
        ValidationError: if it was removed already, or is an invitation, which is declined.
    """
    with transaction.atomic():
        row = locked_grant(grant)
        if row.team is None or not administers(by, row.team):
            raise PermissionDenied("Only admins of the team can do that.")
        if not row.is_accepted:
            raise ValidationError(f"Team {row.team} hasn't accepted. Decline the invitation instead.")
        sentence = f"{by} let team {row.team} leave this organization."
        delete_and_tell(row, by=by, owner_sentence=sentence, holder_sentence=sentence)
