"""The tab that a page of the console is about."""

import re
import secrets
from dataclasses import dataclass

from accounts.models import User
from console.context import signing
from console.context.context import SELLER, Context
from console.context.recents import context_for_new_tabs
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
        try:
            context = signing.read(signed_context, number, user, organization)
        except signing.InvalidContext as error:
            raise NoSuchTab from error
        return OpenTab(number, context, key=key)
    new = context_for_new_tabs(user, organization) if number is None else SELLER
    bar = read_bar(user, organization, number, operation, context=new)
    if bar is None:
        raise NoSuchTab
    return OpenTab(number, bar.current.context, bar, key)


def tab_number(tab_id: str) -> int | None:
    """Return the ID of a tab as a number; None for a tab that is not stored yet.

    Raises:
        NoSuchTab: it is no ID.
    """
    number = whole_number(tab_id)
    if tab_id and number is None:
        raise NoSuchTab
    return number
