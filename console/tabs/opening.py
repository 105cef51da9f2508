"""The tab that a page of the console is about."""

import re
import secrets
from dataclasses import dataclass

from accounts.models import User
from console.context import signing
from console.context.context import SELLER, Context
from console.context.recents import context_for_new_tabs
from console.models import ConsoleTab
from console.tabs.bar import TabBar, read_bar
from lib.query_string import whole_number
from organizations.models import Organization

KEY = re.compile(r"[\w-]{1,40}", re.ASCII)  # of a tab that is not stored yet


class NoSuchTab(Exception):
    """The person has no such open tab in the organization."""


@dataclass(frozen=True)
class OpenTab:
    """The tab of a page.

    Attributes:
        tab_id: its ID; None for a tab that is not stored yet.
        context: who its requests act as.
        bar: all tabs; None while they are not loaded because the form says enough.
        key: identifies a tab that is not stored yet.
    """

    tab_id: int | None = None
    context: Context = SELLER
    bar: TabBar | None = None
    key: str = ""

    @property
    def name(self) -> str:
        """What identifies the tab, also before it is stored."""
        return str(self.tab_id or self.key)


def open_tab(
    user: User,
    organization: Organization,
    tab_id: str,
    signed_context: str = "",
    *,
    operation: str = "",
    key: str = "",
) -> OpenTab:
    """Return the tab of a request.

    Args:
        operation: the key of the operation whose draft is loaded with the tab.
        key: as posted, of a tab that is not stored yet; a new one by default.
        tab_id: as posted; empty for a tab that is not stored yet.
        signed_context: the field of the page's form, which saves the query; empty to load the tab.

    Raises:
        NoSuchTab: the person has no such tab in the organization, or the field was made for another one.
    """
    number = tab_number(tab_id)
    key = key if KEY.fullmatch(key) else secrets.token_urlsafe(12)
    if signed_context:
        return OpenTab(number, _read_context(signed_context, number, key, user, organization), key=key)
    new = context_for_new_tabs(user, organization) if number is None else SELLER
    bar = read_bar(user, organization, number, operation, context=new)
    if bar is None:
        raise NoSuchTab
    return OpenTab(number, bar.current.context, bar, key)


def _read_context(
    signed_context: str, number: int | None, key: str, user: User, organization: Organization
) -> Context:
    """Return the context of the page's form.

    A form may be older than its tab's ID: a draft that is saved while a review is made stores the tab, and
    puts its ID into the page. Such a form is of the tab that was stored under its key.
    """
    try:
        return signing.read(signed_context, number, user, organization)
    except signing.InvalidContext as error:
        mine = ConsoleTab.objects.filter(user=user, organization=organization, key=key)
        if number is None or not mine.filter(pk=number).exists():
            raise NoSuchTab from error
    try:
        return signing.read(signed_context, None, user, organization)
    except signing.InvalidContext as error:
        raise NoSuchTab from error


def tab_number(tab_id: str) -> int | None:
    """Return the ID of a tab as a number; None for a tab that is not stored yet.

    Raises:
        NoSuchTab: it is no ID.
    """
    number = whole_number(tab_id)
    if tab_id and number is None:
        raise NoSuchTab
    return number
