"""New tabs, as many as a person may have open."""

from django.db import transaction

from accounts.models import User
from console.context.context import SELLER, Context
from console.models import ConsoleTab
from console.openapi.operations import Operation
from organizations.models import Organization

MAX_OPEN_TABS = 20


class TooManyTabs(Exception):
    """The person has as many open tabs as there can be. The message is a sentence for them."""

    def __init__(self) -> None:
        super().__init__(f"You have {MAX_OPEN_TABS} tabs open, which is the limit. Close one first.")


def require_room(user: User) -> None:
    """Let one more tab be opened, within a transaction.

    Raises:
        TooManyTabs: there are as many as there can be.
    """
    # One at a time, so that parallel requests don't pass the limit together.
    User.objects.select_for_update().get(pk=user.pk)
    if ConsoleTab.objects.filter(user=user, closed_at__isnull=True).count() >= MAX_OPEN_TABS:
        raise TooManyTabs


@transaction.atomic
def create_tab(
    user: User,
    organization: Organization,
    *,
    operation: Operation | None = None,
    context: Context = SELLER,
    key: str = "",
) -> ConsoleTab:
    """Store a new tab; a second call with the same `key` returns the first one of the organization.

    Raises:
        TooManyTabs: there are as many as there can be.
    """
    if known := _tab_with_key(user, key):
        return (
            known
            if known.organization_id == organization.pk
            else create_tab(user, organization, operation=operation, context=context)
        )
    # Before the user, as changes of access lock them: the new row refers to both.
    Organization.objects.select_for_update(no_key=True).filter(pk=organization.pk).first()
    require_room(user)
    # Stored meanwhile by the other of two saves.
    if known := _tab_with_key(user, key):
        return known
    return ConsoleTab.objects.create(
        user=user,
        organization=organization,
        key=key,
        operation=operation.key if operation else "",
        method=operation.verb if operation else "",
        context=context.to_dict(),
    )


def _tab_with_key(user: User, key: str) -> ConsoleTab | None:
    return ConsoleTab.objects.filter(user=user, key=key).first() if key else None


@transaction.atomic
def open_empty_tab(user: User, organization: Organization) -> ConsoleTab:
    """Return a tab of the organization in which nothing is open; a new one if there is none.

    Raises:
        TooManyTabs: there are as many as there can be.
    """
    empty = ConsoleTab.objects.filter(user=user, organization=organization, operation="", closed_at=None)
    return empty.filter(drafts=None, context={}).first() or create_tab(user, organization)
