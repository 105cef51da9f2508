"""Leaving of organizations by teams."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from contributors.effective_access import clear_access_cache, effective_access
from contributors.grants.changing import holder_name, locked_grant
from contributors.grants.notices import holders_of, notify_holders, notify_owner
from contributors.models import AccessGrant
from contributors.team_permissions import administers
from contributors.token_revocation import revoke_tokens_on_commit


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
        organization = row.organization
        members = [user for user in holders_of(row) if user != organization.owner]
        revoke_tokens_on_commit(organization.pk, [user.pk for user in members])
        AccessGrant.objects.filter(pk=row.pk).delete()
        clear_access_cache()
        audit_log.record(
            Event.CONTRIBUTOR_REMOVED,
            by=by,
            target=row.team,
            organization=organization.pk,
            contributor=holder_name(row),
        )
        notify_owner(organization, f"{by} let team {row.team} leave this organization.", by=by)
        for user in members:
            lost_all = not effective_access(user, organization).has_access
            sentence = f"{by} let team {row.team} leave this organization."
            notify_holders(organization, [user], sentence, by=by, lost_all=lost_all)
