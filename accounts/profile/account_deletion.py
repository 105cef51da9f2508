"""Deleting one's account: not while something hangs on the person, and never without saying what."""

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

# Upper floors tell what somebody owns and what waits for its purge, and end what somebody takes part in.
_holdings: list[Callable[[User], Iterable["Holding"]]] = []
_pending_purges: list[Callable[[User], Iterable["PendingPurge"]]] = []
_farewells: list[Callable[[User], None]] = []


@dataclass(frozen=True)
class Holding:
    """Something that has to go to somebody else, or away, before its owner can leave.

    `kind` is the word for it, in the singular. `environment` may be empty; `way_out` is the address of the
    page that does it, with its button's words, or empty when it goes along with another holding or by itself.
    """

    name: str
    id: str
    environment: str
    who_else: str
    way_out: str = ""
    button: str = ""
    dangerous: bool = False
    kind: str = "organization"


@dataclass(frozen=True)
class PendingPurge:
    """Something that `user` deleted and that could still be brought back; it goes for good with the account.

    `purge` removes it, and returns whether that was possible now.
    """

    name: str
    id: str
    environment: str
    purge: Callable[[], bool]


class PurgeFailed(Exception):
    """Something that was deleted before could not be removed for good now; the account stays."""

    def __init__(self, pending: PendingPurge):
        super().__init__(f"{pending.id} could not be removed now. Try again in a few minutes.")


class StillOwner(Exception):
    """Somebody has to answer for what the person owns; `holdings` says for what."""

    def __init__(self, holdings: list[Holding]):
        self.holdings = holdings
        super().__init__(f"Not while you own {in_words(holdings)}.")


def in_words(holdings: list[Holding]) -> str:
    """How many of each kind: `2 organizations and 1 team`."""
    counts = Counter(holding.kind for holding in holdings)
    return " and ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items())


def ask_about_holdings(function: Callable[[User], Iterable[Holding]]) -> None:
    """Lets an upper floor say what somebody owns."""
    _holdings.append(function)


def ask_about_pending_purges(function: Callable[[User], Iterable[PendingPurge]]) -> None:
    """Lets an upper floor say what somebody deleted and what is not purged yet."""
    _pending_purges.append(function)


def before_goodbye(function: Callable[[User], None]) -> None:
    """Lets an upper floor end what somebody takes part in, in the transaction that deletes the account."""
    _farewells.append(function)


def holdings_of(user: User) -> list[Holding]:
    """What keeps `user` from leaving."""
    return [holding for ask in _holdings for holding in ask(user)]


def pending_purges_of(user: User) -> list[PendingPurge]:
    """What `user` deleted and what goes for good with the account."""
    return [pending for ask in _pending_purges for pending in ask(user)]


def delete_account(user: User) -> None:
    """Deletes a person for good; rows of the audit log keep the name and lose the rest.

    What waits for its purge is purged before, outside the transaction, for that may take OrderCloud. Raises
    `StillOwner` or `PurgeFailed`.
    """
    _require_no_holdings(user)
    for pending in pending_purges_of(user):
        if not pending.purge():
            raise PurgeFailed(pending)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _require_no_holdings(user)
        for goodbye in _farewells:
            goodbye(user)
        audit_log.record(Event.USER_DELETED, by=user, target=user)
        mail_messages.write("account_deleted", user.email, name=str(user))
        active_sessions.end_others(user)
        _forget(user)
        _delete(user)


def _require_no_holdings(user: User) -> None:
    holdings = holdings_of(user)
    if holdings:
        raise StillOwner(holdings)


def _delete(user: User) -> None:
    try:
        user.delete()
    except ProtectedError as error:
        kept = [Holding(str(row), str(row.pk), "", "") for row in error.protected_objects]
        raise StillOwner(kept) from error


def _forget(user: User) -> None:
    """Takes the address out of what stays: the trail names people by their names only."""
    AuditEntry.objects.filter(actor_name=user.email).update(actor_name="Deleted user")
    for mail in OutgoingMail.objects.filter(recipients__icontains=user.email).exclude(sent=None):
        if user.email in mail.recipients:
            mail.delete()
