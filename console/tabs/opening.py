"""The tab that a page of the console is about."""

from dataclasses import dataclass

from accounts.models import User
from console.context import signing
from console.context.context import SELLER, Context
from console.context.recents import context_for_new_tabs
from console.models import ConsoleTab
from organizations.models import Organization


class NoSuchTab(Exception):
    """The person has no such open tab in the organization."""


@dataclass(frozen=True)
class OpenTab:
    """The tab of a page.

    Attributes:
        tab_id: its ID; None for a tab that is not stored yet.
        row: what is stored of it; None if it is not stored, or not loaded because the form says enough.
        context: who its requests act as.
    """

    tab_id: int | None = None
    row: ConsoleTab | None = None
    context: Context = SELLER


def open_tab(user: User, organization: Organization, tab_id: str, signed_context: str = "") -> OpenTab:
    """Return the tab of a request.

    Args:
        tab_id: as posted; empty for a tab that is not stored yet.
        signed_context: the field of the page's form, which saves the query; empty to load the tab.

    Raises:
        NoSuchTab: the person has no such tab in the organization, or the field was made for another one.
    """
    if tab_id and not (tab_id.isascii() and tab_id.isdigit() and len(tab_id) < 16):
        raise NoSuchTab
    number = int(tab_id) if tab_id else None
    if signed_context:
        try:
            return OpenTab(number, None, signing.read(signed_context, number, user, organization))
        except signing.InvalidContext as error:
            raise NoSuchTab from error
    if number is None:
        return OpenTab(context=context_for_new_tabs(user, organization))
    row = ConsoleTab.objects.filter(pk=number, user=user, organization=organization).first()
    if row is None:
        raise NoSuchTab
    return OpenTab(number, row, Context.from_dict(row.context))
