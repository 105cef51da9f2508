"""Choosing whom the requests of a page act as, whose tab may not be stored yet."""

from django.db import transaction

from accounts.models import User
from console.context.choosing import Choice, read_context, set_context
from console.models import ConsoleTab
from console.openapi.operations import Operation
from console.tabs.creation import create_tab
from console.tabs.opening import NoSuchTab, OpenTab
from organizations.models import Organization


def act_as(
    open_tab: OpenTab, organization: Organization, operation: Operation | None, choice: Choice, *, by: User
) -> int:
    """Let the tab of a page act as the chosen user, and return its ID. A new tab is stored with the choice.

    Args:
        operation: what is open in a new tab; None for nothing.

    Raises:
        NoSuchTab: the tab was deleted since the page was made.
        TooManyTabs: a new tab would be one too many.
        PermissionDenied, ImpersonationReasonRequired, ImpersonationError: as `read_context` does.
    """
    context = read_context(organization, choice, by=by)
    with transaction.atomic():
        if open_tab.tab_id is None:
            tab = create_tab(by, organization, operation=operation, key=open_tab.key)
        else:
            tab = _stored_tab(open_tab.tab_id, by)
        set_context(tab, context, by=by, for_new_tabs=choice.for_new_tabs)
    return tab.pk


def _stored_tab(tab_id: int, user: User) -> ConsoleTab:
    try:
        return ConsoleTab.objects.get(pk=tab_id, user=user)
    except ConsoleTab.DoesNotExist as error:
        raise NoSuchTab from error
