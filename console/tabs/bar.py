"""The tab bar: the tabs of a person, read in one query with the draft of the open operation."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from console.context.context import SELLER, Context
from console.models import ConsoleTab
from console.tabs.closing import reopenable
from console.tabs.draft_data import FormValues, unpack
from organizations.access import visible_to
from organizations.models import Organization
from organizations.permissions import Can

MAX_CLOSED_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of the bar.

    Attributes:
        tab_id: None for a new tab, which is stored with its first edit.
        available: whether the person may call the organization; of a lost one only `operation` is shown.
        key: identified the tab before it was stored.
        revision: of the draft of the open operation; 0 without one.
    """

    organization: Organization
    operation: str = ""
    method: str = ""
    tab_id: int | None = None
    key: str = ""
    context: Context = SELLER
    available: bool = True
    closed: bool = False
    revision: int = 0
    draft: bytes | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """The ID of the operation, or that there is none yet."""
        return self.operation or "New tab"

    @property
    def url(self) -> str:
        """The address of the tab."""
        if self.operation:
            address = reverse("console:operation", args=[self.organization.pk, self.operation])
        else:
            address = reverse("console:console", args=[self.organization.pk])
        return f"{address}?tab_id={self.tab_id}" if self.tab_id else address

    @property
    def description(self) -> str:
        """Where the requests of the tab go, and as whom."""
        acting_as = f", as {self.context.display_name}" if self.context.user else ""
        return f"{self.organization.name}{acting_as}"

    @cached_property
    def draft_values(self) -> FormValues:
        """The draft of the open operation; empty without one."""
        return unpack(self.draft) if self.draft else {}


@dataclass(frozen=True)
class TabBar:
    """The tabs of a person beside the one that a page shows."""

    current: Tab
    stored: tuple[Tab, ...] = ()

    @property
    def tabs(self) -> list[Tab]:
        """The open tabs in the order in which they were opened; a new one comes last."""
        shown = [tab for tab in self.stored if not tab.closed or tab is self.current]
        return shown if self.current in shown else [*shown, self.current]

    @property
    def beside_current(self) -> Tab:
        """The tab after the current one, or else the one before it; a new one when there is no other."""
        usable = [tab for tab in self.tabs if tab.available or tab is self.current]
        position = usable.index(self.current)
        beside = [*usable[position + 1 :], *reversed(usable[:position])]
        return beside[0] if beside else Tab(organization=self.current.organization)

    @property
    def closed(self) -> list[Tab]:
        """The tabs that can be opened again, the last one first."""
        closed = [tab for tab in reversed(self.stored) if tab.closed and tab.available]
        return [tab for tab in closed if tab is not self.current][:MAX_CLOSED_SHOWN]

    def show(self, operation: str, method: str) -> "TabBar":
        """Return the bar of a page on which the current tab shows `operation`."""
        shown = replace(self.current, operation=operation, method=method)
        return TabBar(shown, tuple(shown if tab is self.current else tab for tab in self.stored))


def read_bar(
    user: User, organization: Organization, tab_id: int | None, operation: str, context: Context = SELLER
) -> TabBar | None:
    """Return the tabs of `user`, of which a page of `organization` shows the one with `tab_id`.

    Args:
        tab_id: None for a tab that is not stored yet.
        operation: the key of the operation whose draft is read; empty for none.
        context: who a tab acts as that is not stored yet.

    Returns:
        None: the user has no such tab in the organization.
    """
    tabs = tuple(_tab(row) for row in _rows(user, tab_id, operation))
    if tab_id is None:
        return new_bar(organization, context, tabs)
    current = next((tab for tab in tabs if tab.tab_id == tab_id), None)
    if current is None or current.organization.pk != organization.pk:
        return None
    return TabBar(current, tabs)


def new_bar(organization: Organization, context: Context, stored: tuple[Tab, ...] = ()) -> TabBar:
    """Return the bar of a page whose tab is not stored yet."""
    return TabBar(Tab(organization=organization, context=context), stored)


def _rows(user: User, tab_id: int | None, operation: str) -> list[ConsoleTab]:
    """Return the open tabs and those closed within a day, the current one with the operation's draft."""
    accessible = visible_to(user, Can.CALL_API).filter(pk=OuterRef("organization"))
    rows = ConsoleTab.objects.filter(reopenable(), user=user).select_related("organization")
    rows = rows.annotate(available=Exists(accessible)).order_by("opened_at", "pk")
    if tab_id is None or not operation:
        return list(rows)
    draft = FilteredRelation("drafts", condition=Q(drafts__operation=operation, drafts__tab=tab_id))
    return list(
        rows.alias(draft=draft).annotate(draft_data=F("draft__data"), draft_revision=F("draft__revision"))
    )


def _tab(row: Any) -> Tab:
    """Return a row with its annotations as a tab."""
    data = getattr(row, "draft_data", None)
    return Tab(
        organization=row.organization,
        operation=row.operation,
        method=row.method,
        tab_id=row.pk,
        key=row.key,
        context=Context.from_dict(row.context),
        available=row.available,
        closed=row.closed_at is not None,
        revision=getattr(row, "draft_revision", None) or 0,
        draft=data or None,
    )
