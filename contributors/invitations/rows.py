"""Invitations as rows: who they are for, where they lead, and their locks."""

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from accounts.operators import Actor, Operator
from contributors.invitations.links import Invitation
from contributors.models import AccessGrant, Team, TeamMember
from contributors.team_permissions import administers
from organizations.access import require_now
from organizations.locking import locked
from organizations.permissions import Can


class TeamPermissionDenied(PermissionDenied):
    """The message says who may change the invitations of a team."""

    def __init__(self, team: Team):
        super().__init__(f"Only admins of team {team} can do that. Its owner is {team.owner}.")


def invitee_name(invitation: Invitation) -> str:
    """Return whom an invitation is for: the name of a user or team, or the typed address."""
    if isinstance(invitation, AccessGrant) and invitation.team:
        return f"team {invitation.team}"
    return str(invitation.user or invitation.email)


def target_name(invitation: Invitation) -> str:
    """Return what an invitation leads to: the name of an organization, or "team Catalog crew"."""
    if isinstance(invitation, AccessGrant):
        return invitation.organization.name
    return f"team {invitation.team.name}"


def audit_entry(
    event: Event, invitation: Invitation, *, by: Actor | None, invitee: str = "", account: User | None = None
) -> AuditEntry:
    """Return the unsaved audit row of what happened to an invitation, for its organization or team.

    Args:
        invitee: whom it was for, once the row no longer says so.
        account: whose access it is about, where it names no one but an address.
    """
    invitee = invitee or invitee_name(invitation)
    if isinstance(invitation, AccessGrant):
        target = invitation.team or invitation.user or account
        organization = invitation.organization_id
        return audit_log.entry(event, by=by, target=target, organization=organization, invitee=invitee)
    return audit_log.entry(event, by=by, target=invitation.team, invitee=invitee, team=invitation.team.name)


def require_manager(by: Actor, invitation: Invitation) -> None:
    """Require that `by` may invite to the same organization or team now.

    Raises:
        PermissionDenied: with a sentence in the case of a team.
    """
    if isinstance(invitation, AccessGrant):
        require_now(by, Can.MANAGE, invitation.organization)
    else:
        require_team_admin(by, invitation.team)


def require_team_admin(by: Actor, team: Team) -> None:
    """Raise `TeamPermissionDenied` unless `by` administers the team; operators may."""
    if not isinstance(by, Operator) and not administers(by, team):
        raise TeamPermissionDenied(team)


def lock_team(team: Team) -> Team:
    """Lock a team until the transaction ends, and return it as it is now.

    Raises:
        ValidationError: if it is deleted.
    """
    row = Team.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=team.pk).first()
    if row is None:
        raise ValidationError(f"Team {team.name} was deleted.")
    return row


def lock_invitation(invitation: Invitation) -> Invitation:
    """Lock an invitation, after its organization or team, and return it as it is now.

    Raises:
        ValidationError: if it was accepted, declined or revoked meanwhile, or what it leads to is deleted.
    """
    row: Invitation | None
    if isinstance(invitation, AccessGrant):
        (organization,) = locked([invitation.organization])
        if organization.deleted_at:
            raise ValidationError(f"{organization.pk} is deleted.")
        grants = AccessGrant.objects.select_for_update(of=("self",)).filter(pk=invitation.pk)
        row = grants.select_related("user", "team__owner", "invited_by", "organization__owner").first()
    else:
        team = lock_team(invitation.team)
        members = TeamMember.objects.select_for_update(of=("self",)).filter(pk=invitation.pk, team=team)
        row = members.select_related("user", "team__owner", "invited_by").first()
    if row is None:
        raise ValidationError("This invitation was declined or revoked meanwhile.")
    if row.is_accepted:
        raise ValidationError("This invitation was accepted already.")
    return row


def team_admins(team: Team) -> list[User]:
    """Return the active people who answer for a team: its owner and its admins, each once."""
    admins = TeamMember.objects.accepted().filter(team=team, is_admin=True).select_related("user")
    people = [team.owner, *(member.user for member in admins if member.user)]
    return list({user.pk: user for user in people if user.is_active}.values())
