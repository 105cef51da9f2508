"""Invitations to organizations and teams: sent, sent again, revoked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.locking import locked_user, require_active
from accounts.models import User
from accounts.operators import Actor, Operator, user_of
from accounts.validators import email as email_address
from contributors.access_changes import summary
from contributors.access_settings import AccessSettings
from contributors.grants.limits import require_grantable
from contributors.grants.notices import name_of, notify_owner
from contributors.grants.origins import set_access
from contributors.grants.roles import clean_roles
from contributors.invitations import mail
from contributors.invitations.links import Invitation, renew_link
from contributors.invitations.rows import (
    audit_entry,
    invitee_name,
    lock_invitation,
    lock_team,
    require_manager,
    require_team_admin,
)
from contributors.models import AccessGrant, Team, TeamMember
from contributors.models.invitation_mixin import (
    INVITATION_DURATION,
    MAX_MESSAGE_LENGTH,
    InvitationQuerySet,
)
from lib import clock, rate_limit
from organizations.access import require, require_now
from organizations.locking import locked
from organizations.models import Organization
from organizations.permissions import Can


def invite(
    organization: Organization,
    invitee: User | Team | str,
    wanted: AccessSettings,
    *,
    by: Actor,
    message: str = "",
) -> AccessGrant:
    """Invite a user, a team or an email address to an organization, and email them the link.

    Nothing is looked up of an address, so that nothing tells whether it has an account.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        NotGrantable: if `by` grants only what they hold.
        ValidationError: for someone who contributes, is invited, owns it, is deactivated, or is `by`; for an
            invalid address, role or message; if the organization is deleted.
        RateLimited: a user has invited too many.
    """
    require(by, Can.MANAGE, organization)
    message = _clean_message(message)
    wanted = AccessSettings.create(clean_roles(organization, wanted.roles), wanted.permissions)
    grant = AccessGrant(organization=organization, message=message, **_addressed(invitee, by))
    if isinstance(invitee, Team):
        grant.team = invitee
    _count(by)
    with transaction.atomic():
        (stored,) = locked([organization])
        if stored.deleted_at:
            raise ValidationError(f"{stored.pk} is deleted.")
        require_now(by, Can.MANAGE, stored)
        require_grantable(by, stored, wanted)
        if grant.team:
            lock_team(grant.team)
        if grant.user:
            locked_user(grant.user)
        if grant.user_id == stored.owner_id:
            raise ValidationError(f"{invitee} owns {stored.pk}.")
        same = AccessGrant.objects.filter(organization=stored)
        _make_room(same.filter(team=grant.team) if grant.team else _of_person(same, grant), grant)
        set_access(grant, wanted, by=by)
        url = renew_link(grant)
        _insert(grant)
        audit_log.record(
            Event.CONTRIBUTOR_INVITED,
            by=by,
            target=grant.user or grant.team,
            organization=stored.pk,
            invitee=invitee_name(grant),
            access=summary(wanted),
        )
        notify_owner(stored, f"{name_of(by)} invited {invitee_name(grant)}: {summary(wanted)}.", by=by)
        mail.send_invitation(grant, url, by=by)
    return grant


def invite_member(
    team: Team, invitee: User | str, *, is_admin: bool, by: Actor, message: str = ""
) -> TeamMember:
    """Invite a user or an email address to a team, and email them the link.

    Raises:
        PermissionDenied: for everyone but the owner and admins of the team, and operators.
        ValidationError: as `invite`.
        RateLimited: a user has invited too many.
    """
    require_team_admin(by, team)
    member = TeamMember(
        team=team, is_admin=is_admin, message=_clean_message(message), **_addressed(invitee, by)
    )
    _count(by)
    with transaction.atomic():
        stored = lock_team(team)
        require_team_admin(by, stored)
        if member.user:
            locked_user(member.user)
        if member.user_id == stored.owner_id:
            raise ValidationError(f"{invitee} owns team {stored.name}.")
        _make_room(_of_person(TeamMember.objects.filter(team=stored), member), member)
        url = renew_link(member)
        _insert(member)
        audit_log.record(
            Event.TEAM_MEMBER_INVITED,
            by=by,
            target=stored,
            invitee=invitee_name(member),
            team=stored.name,
            admin=is_admin,
        )
        mail.send_invitation(member, url, by=by)
    return member


def resend(invitation: Invitation, *, by: Actor) -> None:
    """Send a pending or expired invitation again for another 14 days; its earlier links are dead.

    Raises:
        PermissionDenied: for everyone who may not invite there.
        NotGrantable: if it has expired, and `by` grants only what they hold.
        ValidationError: if it was accepted, declined or revoked meanwhile, or the person is deactivated.
        RateLimited: a user has invited too many.
    """
    _count(by)
    with transaction.atomic():
        row = lock_invitation(invitation)
        require_manager(by, row)
        if row.user:
            require_active(row.user)
        if isinstance(row, AccessGrant) and row.is_expired:
            require_grantable(by, row.organization, AccessSettings.of(row))
        url = renew_link(row)
        row.expires_at, row.reminded_at = clock.now() + INVITATION_DURATION, None
        row.save(update_fields=["token_digest", "expires_at", "reminded_at"])
        audit_entry(Event.INVITATION_RESENT, row, by=by).save()
        mail.send_invitation(row, url, by=by)


def revoke(invitation: Invitation, *, by: Actor) -> None:
    """Delete an invitation, so that it can no longer be accepted.

    Raises:
        PermissionDenied: for everyone who may not invite there.
        ValidationError: if it was accepted, declined or revoked meanwhile.
    """
    with transaction.atomic():
        row = lock_invitation(invitation)
        require_manager(by, row)
        audit_entry(Event.INVITATION_REVOKED, row, by=by).save()
        row.delete()


def _addressed(invitee: User | Team | str, by: Actor) -> dict[str, Any]:
    """Return the fields of who is invited by whom until when; those of a team are added by the caller."""
    now = clock.now()
    fields: dict[str, Any] = {
        "invited_by": user_of(by),
        "invited_at": now,
        "expires_at": now + INVITATION_DURATION,
    }
    if isinstance(invitee, Team):
        return fields
    if isinstance(invitee, User):
        require_active(invitee)
        is_oneself = invitee == by
        fields["user"] = invitee
    else:
        fields["email"] = email_address.clean(invitee)
        is_oneself = not isinstance(by, Operator) and by.email.lower() == fields["email"]
    if is_oneself:
        raise ValidationError("You can't invite yourself.")
    return fields


def _of_person(rows: InvitationQuerySet[Any], invitation: Invitation) -> InvitationQuerySet[Any]:
    """Return those of `rows` that relate the same user, or are for the same address."""
    if invitation.user:
        return rows.filter(user=invitation.user)
    return rows.filter(email__iexact=invitation.email)


def _make_room(same: InvitationQuerySet[Any], invitation: Invitation) -> None:
    """Delete an expired invitation of the same user, team or address, which the new one replaces.

    Raises:
        ValidationError: if there is one that has not expired, or they have accepted.
    """
    for row in same.select_for_update(of=("self",)):
        if row.is_accepted:
            verb = "contributes" if isinstance(row, AccessGrant) else "is a member"
            raise ValidationError(f"{_subject(invitation)} {verb} already.")
        if not row.is_expired:
            raise ValidationError(f"{_subject(invitation)} is invited already.")
        row.delete()


def _insert(invitation: Invitation) -> None:
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(f"{_subject(invitation)} is invited already.") from error


def _subject(invitation: Invitation) -> str:
    name = invitee_name(invitation)
    return name[0].upper() + name[1:] if name.startswith("team ") else name


def _clean_message(message: str) -> str:
    message = message.strip()
    if len(message) > MAX_MESSAGE_LENGTH:
        raise ValidationError({"message": f"Use at most {MAX_MESSAGE_LENGTH} characters."})
    return message


def _count(by: Actor) -> None:
    if not isinstance(by, Operator):
        rate_limit.hit_by_user(by.pk, "invitation_by_user")
