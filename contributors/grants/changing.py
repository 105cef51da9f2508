"""Changes of what an access grant gives."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.locking import locked_user
from accounts.models import User
from accounts.operators import Actor, user_of
from contributors.access_changes import PERMISSION_LABELS, AccessChanges, in_words
from contributors.access_settings import AccessSettings
from contributors.effective_access import clear_access_cache
from contributors.grants.limits import require_grantable
from contributors.grants.notices import holders_of, name_of, notify_holder, notify_owner
from contributors.grants.origins import set_access
from contributors.models import AccessGrant
from contributors.token_revocation import revoke_tokens_on_commit
from lib import clock
from organizations.access import require_now
from organizations.locking import locked
from organizations.models import Organization
from organizations.permissions import Can


class ChangedMeanwhile(ValidationError):
    """Someone else changed the grant since the editor opened it.

    Attributes:
        changed_by: who, if they still have an account.
        changed_at: when.
    """

    def __init__(self, grant: AccessGrant):
        self.changed_by: User | None = grant.changed_by
        self.changed_at: datetime | None = grant.changed_at
        who = self.changed_by or "Someone"
        super().__init__(f"Not saved. {who} changed the access of {holder_name(grant)} meanwhile.")


def holder_name(grant: AccessGrant) -> str:
    """Return whose access a grant is: the name of a user or team, or the invited address."""
    return f"team {grant.team}" if grant.team else str(grant.user or grant.email)


def locked_grant(grant: AccessGrant) -> AccessGrant:
    """Lock a grant, after its organization and user, until the transaction ends, and return it as it is now.

    Raises:
        ValidationError: if it was removed.
    """
    # As transfers and invitations do, so that none waits for another; the owner and the rule for admins stay.
    locked([grant.organization])
    # As the deletion of their account does. They are told at the end, which needs their row.
    User.objects.select_for_update(of=("self",), no_key=True).filter(access_grants=grant.pk).first()
    rows = AccessGrant.objects.select_for_update(of=("self",)).filter(pk=grant.pk)
    row = rows.select_related("organization__owner", "user", "team", "changed_by").first()
    if row is None:
        raise ValidationError(f"The access of {holder_name(grant)} was removed meanwhile.")
    return row


def change(grant: AccessGrant, wanted: AccessSettings, *, by: Actor, version: int | None = None) -> None:
    """Change what `grant`, accepted or not, gives.

    The person, or each member of the team, and the owner are told. Tokens with a right that is lost end.

    Args:
        version: the one that the editor saw; None changes whatever is stored.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        NotGrantable: if `by` grants only what they hold.
        ChangedMeanwhile: if `version` is not the stored one.
        ValidationError: if the grant was removed.
    """
    with transaction.atomic():
        row = locked_grant(grant)
        require_now(by, Can.MANAGE, row.organization)
        if version is not None and row.version != version:
            raise ChangedMeanwhile(row)
        changes = AccessChanges(AccessSettings.of(row), wanted)
        if not changes:
            return
        require_grantable(by, row.organization, wanted, changes.before)
        set_access(row, wanted, by=by)
        row.version += 1
        row.changed_at, row.changed_by = clock.now(), user_of(by)
        row.save()
        record_changes(row, changes, by=by)
        clear_access_cache()
        _tell(row, changes, by=by)
        if row.is_accepted and changes.takes_away:
            revoke_tokens_on_commit(row.organization_id, [user.pk for user in holders_of(row)])


def add_direct(organization: Organization, user: User, wanted: AccessSettings, *, by: Actor) -> AccessGrant:
    """Give someone who contributes through a team direct access too, in effect immediately.

    Raises:
        PermissionDenied, NotGrantable: as `change`.
        ValidationError: if they don't contribute through a team, or have direct access or an invitation.
    """
    with transaction.atomic():
        (organization,) = locked([organization])
        require_now(by, Can.MANAGE, organization)
        require_grantable(by, organization, wanted)
        locked_user(user)
        through_team = AccessGrant.objects.accepted().filter(
            organization=organization, team__members__user=user, team__members__accepted_at__isnull=False
        )
        if not through_team.exists():
            raise ValidationError(f"{user} doesn't contribute to {organization.pk}. Invite them first.")
        now = clock.now()
        row = AccessGrant(organization=organization, user=user, invited_by=user_of(by), accepted_at=now)
        set_access(row, wanted, by=by)
        row.changed_at, row.changed_by = now, user_of(by)
        if AccessGrant.objects.select_for_update().filter(organization=organization, user=user).exists():
            raise ValidationError(f"{user} has direct access or an invitation already. Change that instead.")
        row.save()
        changes = AccessChanges(AccessSettings(), wanted)
        record_changes(row, changes, by=by)
        clear_access_cache()
        _tell(row, changes, by=by)
    return row


def record_changes(grant: AccessGrant, changes: AccessChanges, *, by: Actor) -> None:
    """Write the audit row of a change."""
    added = [*changes.added_roles, *(PERMISSION_LABELS[name] for name in changes.added_permissions)]
    removed = [*changes.removed_roles, *(PERMISSION_LABELS[name] for name in changes.removed_permissions)]
    audit_log.record(
        Event.ACCESS_CHANGED,
        by=by,
        target=grant.user or grant.team,
        organization=grant.organization_id,
        contributor=holder_name(grant),
        added=added,
        removed=removed,
    )


def _tell(grant: AccessGrant, changes: AccessChanges, *, by: Actor) -> None:
    words, organization = in_words(changes), grant.organization
    notify_owner(organization, f"{name_of(by)} changed the access of {holder_name(grant)}: {words}.", by=by)
    if grant.is_accepted:
        whose = f"access of team {grant.team}" if grant.team else "your access"
        for user in holders_of(grant):
            if user != organization.owner:
                notify_holder(organization, user, f"{name_of(by)} changed {whose}: {words}.", by=by)
