"""Removal of access grants, by an admin or by oneself."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from contributors.contributor_list import access_of
from contributors.effective_access import clear_access_cache
from contributors.grants.changing import holder_name, locked_grant
from contributors.grants.notices import holders_of, name_of, notify_holder, notify_owner
from contributors.models import AccessGrant
from contributors.token_revocation import revoke_tokens_on_commit
from organizations.access import require_now
from organizations.models import Organization
from organizations.permissions import Can


def remove(grant: AccessGrant, *, by: Actor) -> None:
    """Remove the accepted access of a user or team. Tokens that it gave end.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        ValidationError: if it was removed already, or is an invitation, which is revoked.
    """
    with transaction.atomic():
        row = locked_grant(grant)
        require_now(by, Can.MANAGE, row.organization)
        if not row.is_accepted:
            raise ValidationError(f"{holder_name(row)} hasn't accepted. Revoke the invitation instead.")
        whose = f"team {row.team}" if row.team else "you"
        delete_and_tell(
            row,
            by=by,
            owner_sentence=f"{name_of(by)} removed {holder_name(row)}.",
            holder_sentence=f"{name_of(by)} removed {whose} from this organization.",
        )


def leave(organization: Organization, *, by: User) -> None:
    """Remove the user's own direct access. What a team gives them stays.

    Raises:
        ValidationError: for the owner, and without direct access.
    """
    if organization.owner_id == by.pk:
        raise ValidationError("The owner can't leave. Transfer the organization first.")
    own = AccessGrant.objects.accepted().filter(organization=organization, user=by).first()
    if own is None:
        raise ValidationError(f"You have no direct access to {organization.pk}. Leave the team instead.")
    with transaction.atomic():
        row = locked_grant(own)
        _delete(row, [by])
        audit_log.record(Event.CONTRIBUTOR_LEFT, by=by, target=by, organization=organization.pk)
        notify_owner(organization, f"{by} left this organization.", by=by)


def delete_and_tell(grant: AccessGrant, *, by: Actor, owner_sentence: str, holder_sentence: str) -> None:
    """Delete a locked grant that is in effect, and tell the owner and those who had access by it.

    Tokens that it gave end. Call it in the transaction that locked the grant.
    """
    organization = grant.organization
    holders = [user for user in holders_of(grant) if user != organization.owner]
    _delete(grant, holders)
    audit_log.record(
        Event.CONTRIBUTOR_REMOVED,
        by=by,
        target=grant.user or grant.team,
        organization=organization.pk,
        contributor=holder_name(grant),
    )
    notify_owner(organization, owner_sentence, by=by)
    still_have_access = access_of(organization, [user.pk for user in holders])
    for user in holders:
        notify_holder(organization, user, holder_sentence, by=by, lost_all=user.pk not in still_have_access)


def _delete(grant: AccessGrant, holders: list[User]) -> None:
    revoke_tokens_on_commit(grant.organization_id, [user.pk for user in holders])
    AccessGrant.objects.filter(pk=grant.pk).delete()
    clear_access_cache()
