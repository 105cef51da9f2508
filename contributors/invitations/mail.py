"""Emails about invitations."""

from django.conf import settings
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from accounts.operators import Actor
from contributors.access_settings import AccessSettings
from contributors.grants.notices import name_of
from contributors.invitations.links import Invitation
from contributors.invitations.rows import team_admins
from contributors.models import AccessGrant
from environments.roles import FULL_ACCESS

SOMEONE = "Someone"


def send_invitation(invitation: Invitation, url: str, *, by: Actor | None) -> None:
    """Queue the email with the link `url` to the invited person or address.

    To an address it is the same email, with the same work, whether it has an account or not. A team has no
    address: its owner and admins get the address of the page instead of a link that could be forwarded.
    """
    _send_to_all("invitation", invitation, url, name_of(by) if by else SOMEONE)


def send_reminder(invitation: Invitation, url: str) -> None:
    """Queue the email that says that the invitation expires soon; it has a link of its own."""
    inviter = str(invitation.invited_by or SOMEONE)  # an operator, or someone whose account is deleted
    _send_to_all("invitation_reminder", invitation, url, inviter)


def _send_to_all(template: str, invitation: Invitation, url: str, inviter: str) -> None:
    if isinstance(invitation, AccessGrant) and invitation.team:
        page = settings.SITE_URL + reverse("invitations:organization", args=[invitation.pk])
        for user in team_admins(invitation.team):
            _send(template, invitation, user, page, inviter)
    elif invitation.user is None:
        _send(template, invitation, invitation.email, url, inviter)
    elif invitation.user.is_active:
        _send(template, invitation, invitation.user, url, inviter)


def granted_lines(access: AccessSettings) -> list[str]:
    """Return everything that a grant gives, a line for each kind of right."""
    roles = [role for role in access.roles if role != FULL_ACCESS]
    lines = []
    if access.has_full_access:
        lines.append("Full access: every API role, present and future")
    if roles:
        lines.append(f"Roles: {', '.join(roles)}")
    if not access.roles:
        lines.append("No roles: you see the organization, but can't call its API")
    if access.is_admin:
        lines.append("Organization admin: rename the organization and manage who contributes")
    lines += [f"Act as {kind} users" for kind in access.impersonation_kinds]
    return lines


def _send(template: str, invitation: Invitation, to: User | str, url: str, inviter: str) -> None:
    grant = invitation if isinstance(invitation, AccessGrant) else None
    mail_messages.send_template(
        f"contributors/mail/{template}",
        to,
        inviter=inviter,
        organization=grant.organization if grant else None,
        invited_team=grant.team if grant else None,
        team=None if isinstance(invitation, AccessGrant) else invitation.team,
        team_admin=not isinstance(invitation, AccessGrant) and invitation.is_admin,
        lines=granted_lines(AccessSettings.of(grant)) if grant else [],
        message="\n".join(f"> {line}" for line in invitation.message.splitlines()),
        expires_at=invitation.expires_at,
        url=url,
    )
