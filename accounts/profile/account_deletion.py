"""Deleting the user's own account, which resources that they own block."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import active_sessions
from accounts.mail import messages as mail_messages
from accounts.models import AuditEntry, OutgoingMail, User

# Of upper layers: what a user owns, what they deleted that is not purged yet, and what to clean up.
_ownership_checks: list[Callable[[User], Iterable["OwnedResource"]]] = []
_purge_checks: list[Callable[[User], Iterable["PendingPurge"]]] = []
_deletion_hooks: list[Callable[[User], None]] = []


@dataclass(frozen=True)
class OwnedResource:
    """A resource to be transferred or deleted before its owner can delete the account.

    `environment` may be empty. `members` says who else has access. `action_url` is the page that transfers or
    deletes it, with the label of its button; empty when it goes along with another resource. `noun` is the
    word for it, in the singular.
    """

    name: str
    id: str
    environment: str
    members: str
    action_url: str = ""
    action_label: str = ""
    destructive: bool = False
    noun: str = "organization"


@dataclass(frozen=True)
class PendingPurge:
    """A resource that the user deleted and that could still be recovered; it is purged with the account.

    `purge` removes it, and returns whether that was possible now.
    """

    name: str
    id: str
    environment: str
    purge: Callable[[], bool]


class PurgeFailed(Exception):
    """A deleted resource could not be purged now; the account stays."""

    def __init__(self, pending: PendingPurge):
        super().__init__(f"{pending.id} could not be purged now. Try again in a few minutes.")


class OwnershipBlocksDeletion(Exception):
    """The user owns `resources`, which someone has to be responsible for."""

    def __init__(self, resources: list[OwnedResource]):
        self.resources = resources
        super().__init__(f"You can’t delete your account while you own {count_summary(resources)}.")


def count_summary(resources: list[OwnedResource]) -> str:
    """Return how many there are of each, such as "2 organizations and 1 team"."""
    counts = Counter(resource.noun for resource in resources)
    return " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())


def register_ownership_check(check: Callable[[User], Iterable[OwnedResource]]) -> None:
    """Let an upper layer say what a user owns."""
    _ownership_checks.append(check)


def register_pending_purges(check: Callable[[User], Iterable[PendingPurge]]) -> None:
    """Let an upper layer say what a user deleted that is not purged yet."""
    _purge_checks.append(check)


def register_deletion_hook(hook: Callable[[User], None]) -> None:
    """Let an upper layer clean up after a user, in the transaction that deletes the account."""
    _deletion_hooks.append(hook)


def owned_resources(user: User) -> list[OwnedResource]:
    """Return the resources that block the deletion of the account."""
    return [resource for check in _ownership_checks for resource in check(user)]


def pending_purges(user: User) -> list[PendingPurge]:
    """Return what the user deleted and what is purged with the account."""
    return [pending for check in _purge_checks for pending in check(user)]


def delete_account(user: User) -> None:
    """Delete a user permanently; entries of the audit log keep the name only.

    Pending purges are done first, outside the transaction, because they may call OrderCloud.

    Raises:
        OwnershipBlocksDeletion: the user owns something.
        PurgeFailed: a deleted resource could not be purged.
    """
    _require_nothing_owned(user)
    for pending in pending_purges(user):
        if not pending.purge():
            raise PurgeFailed(pending)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _require_nothing_owned(user)
        for hook in _deletion_hooks:
            hook(user)
        audit_log.record(Event.USER_DELETED, by=user, target=user)
        mail_messages.send_template("account_deleted", user.email, name=str(user))
        active_sessions.revoke_others(user)
        _scrub(user)
        _delete(user)


def _require_nothing_owned(user: User) -> None:
    if resources := owned_resources(user):
        raise OwnershipBlocksDeletion(resources)


def _delete(user: User) -> None:
    try:
        user.delete()
    except ProtectedError as error:
        blocking = [OwnedResource(str(row), str(row.pk), "", "") for row in error.protected_objects]
        raise OwnershipBlocksDeletion(blocking) from error


def _scrub(user: User) -> None:
    """Remove the user's email from the rows that stay."""
    AuditEntry.objects.filter(actor_name=user.email).update(actor_name="Deleted user")
    for mail in OutgoingMail.objects.filter(recipients__icontains=user.email).exclude(sent_at=None):
        if user.email in mail.recipients:
            mail.delete()
