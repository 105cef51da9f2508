"""Responses to invitations: accepted or declined by whom they are for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.notices.kinds import NoticeKind
from accounts.notices.queue import notify
from contributors.access_settings import AccessSettings
from contributors.effective_access import clear_access_cache
from contributors.grants.notices import heading_of
from contributors.invitations.links import Invitation
from contributors.invitations.rows import audit_entry, invitee_name, lock_invitation, team_admins
from contributors.models import AccessGrant, TeamMember
from contributors.models.invitation_mixin import MAX_MESSAGE_LENGTH
from contributors.team_permissions import administers
from lib import clock


def is_for(user: User, invitation: Invitation) -> bool:
    """Return whether an invitation is for `user`: their account, their address, or a team they administer."""
    if invitation.user_id is not None:
        return invitation.user_id == user.pk
    if isinstance(invitation, AccessGrant) and invitation.team:
        return administers(user, invitation.team)
    return invitation.email.lower() == user.email.lower()


def accept(invitation: Invitation, *, by: User, by_link: bool = False) -> Invitation:
    """Accept an invitation, and return the relation that is in effect now.

    Someone who has direct access already, or is a member, keeps that and gets what is new in addition.

    Args:
        by_link: whether `by` opened the link of the email, which counts for an invitation to an address.

    Raises:
        PermissionDenied: if it is for someone else.
        ValidationError: if it was declined, revoked or accepted meanwhile, has expired, what it leads to is
            deleted, or `by` owns it.
    """
    with transaction.atomic():
        row = lock_invitation(invitation)
        _require_invited(row, by, by_link)
        if row.is_expired:
            raise ValidationError(f"This invitation has expired. {_ask_again(row)}")
        invitee = invitee_name(row)
        other = accepted_together(row, by)
        result = _accept_grant(row, by) if isinstance(row, AccessGrant) else _accept_membership(row, by)
        audit_entry(Event.INVITATION_ACCEPTED, row, by=by, invitee=invitee, account=by).save()
        if other:
            audit_entry(Event.INVITATION_ACCEPTED, other, by=by).save()
        clear_access_cache()
        _tell_inviter(row, by, str(by), "accepted your invitation.")
        if isinstance(row, TeamMember):
            _tell_team_admins(row, by)
    return result


def accepted_together(invitation: Invitation, user: User) -> Invitation | None:
    """Return the invitation to the account that `user` accepts with `invitation`, which is to an address.

    One user has one relation to an organization or team, so that both become one.
    """
    if not invitation.email:
        return None
    other: Invitation | None
    if isinstance(invitation, AccessGrant):
        grants = AccessGrant.objects.pending().filter(organization=invitation.organization_id, user=user)
        other = grants.select_related("invited_by").first()
    else:
        members = TeamMember.objects.pending().filter(team=invitation.team_id, user=user)
        other = members.select_related("invited_by", "team").first()
    return other


def decline(invitation: Invitation, *, by: User, note: str = "", by_link: bool = False) -> None:
    """Decline an invitation, which deletes it; `note` goes to the person who sent it.

    Of an invitation to an address, neither that person nor the organization or team learns whose account
    declined it, or that there is one: they see the address that was typed.

    Raises:
        PermissionDenied: if it is for someone else.
        ValidationError: if it was accepted or revoked meanwhile, or `note` is too long.
    """
    note = note.strip()
    if len(note) > MAX_MESSAGE_LENGTH:
        raise ValidationError({"note": f"Use at most {MAX_MESSAGE_LENGTH} characters."})
    with transaction.atomic():
        row = lock_invitation(invitation)
        _require_invited(row, by, by_link)
        _record_declined(row, by)
        said = f"declined your invitation and wrote: “{note}”" if note else "declined your invitation."
        _tell_inviter(row, by, row.email or str(by), said)
        row.delete()


def _require_invited(row: Invitation, by: User, by_link: bool) -> None:
    holds_link = by_link and bool(row.email)
    if not by.is_active or not (holds_link or is_for(by, row)):
        raise PermissionDenied("This invitation is for another account.")


def _ask_again(row: Invitation) -> str:
    return f"Ask {row.invited_by} to send it again." if row.invited_by else "Ask for a new one."


def _accept_grant(row: AccessGrant, by: User) -> AccessGrant:
    if row.team is None:
        if row.organization.owner_id == by.pk:
            raise ValidationError(f"You own {row.organization_id}, so there is nothing to accept.")
        rows = AccessGrant.objects.select_for_update().filter(organization=row.organization_id, user=by)
        if held := rows.exclude(pk=row.pk).first():
            if not held.is_expired:
                return _merge(row, held, by)
            held.delete()
        row.user, row.email = by, ""
    _settle(row)
    return row


def _merge(row: AccessGrant, held: AccessGrant, by: User) -> AccessGrant:
    """Add what `row` grants to `held`, the user's own grant, and delete `row`."""
    AccessSettings.of(held).union(AccessSettings.of(row)).apply_to(held)
    held.origins = {**row.origins, **held.origins}
    held.version += 1
    held.changed_at, held.changed_by = clock.now(), row.invited_by
    AccessGrant.objects.filter(pk=row.pk).delete()
    _settle(held)
    return held


def _accept_membership(row: TeamMember, by: User) -> TeamMember:
    rows = TeamMember.objects.select_for_update().filter(team=row.team_id, user=by).exclude(pk=row.pk)
    if held := rows.first():
        if not held.is_expired:
            held.is_admin = held.is_admin or row.is_admin
            TeamMember.objects.filter(pk=row.pk).delete()
            _settle(held)
            return held
        held.delete()
    row.user, row.email = by, ""
    _settle(row)
    return row


def _settle(row: Invitation) -> None:
    row.accepted_at = row.accepted_at or clock.now()
    row.token_digest, row.expires_at = "", None
    row.save()


def _record_declined(row: Invitation, by: User) -> None:
    """Write who declined; where an address was invited, the account stands in its own log alone."""
    if not row.email:
        audit_entry(Event.INVITATION_DECLINED, row, by=by).save()
        return
    entry = audit_entry(Event.INVITATION_DECLINED, row, by=None)
    entry.actor_name, entry.ip, entry.user_agent = "Someone", None, ""
    entry.save()
    audit_log.record(Event.INVITATION_DECLINED, by=by, target=by, invitee=row.email)


def _tell_inviter(row: Invitation, by: User, who: str, said: str) -> None:
    """Tell the person who sent the invitation what `by`, named `who`, said."""
    if row.invited_by is None or row.invited_by == by:
        return
    if isinstance(row, AccessGrant):
        whose = f" for team {row.team}" if row.team else ""
        heading = heading_of(row.organization)
        url = reverse("organizations:detail", args=[row.organization_id])
    else:
        whose, heading, url = "", f"Team {row.team}", reverse("teams:detail", args=[row.team_id])
    notify(row.invited_by, NoticeKind.INVITATION_ANSWERED, heading, f"{who}{whose} {said}", url)


def _tell_team_admins(row: TeamMember, by: User) -> None:
    """Tell those who answer for a team who joined, unless they invited or are the one."""
    url = reverse("teams:detail", args=[row.team_id])
    for user in team_admins(row.team):
        if user not in (by, row.invited_by):
            notify(user, NoticeKind.TEAM_CHANGED, f"Team {row.team}", f"{by} joined team {row.team}.", url)
