"""A page of the console: one organization, and a small context for each of its panes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from console.catalogue_cache import catalogue_of, stale_since
from console.context import signing
from console.context.context import Context
from console.guard import rules
from console.guard.unlocking import Unlocked
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.page.access import AccessPane
from console.page.context import ContextPane
from console.page.form import FormPane
from console.page.guard import GuardPane
from console.page.operations import OperationsPane
from console.request.request import Request
from console.response.exchange import Exchange
from console.response.view import ResponseView
from console.tabs.bar import TabBar, new_bar, read_bar
from console.tabs.last_response import LastSend
from console.tabs.opening import OpenTab
from contributors.effective_access import effective_access
from environments import endpoints
from organizations.models import Environment, Organization

MAX_SEARCH_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class ConsolePage:
    """The console of an organization as a user sees it, before an operation is open.

    Args:
        open_tab: the tab of the page, with its context.
        unlocked: since and until when this session may write to a guarded organization; None while locked.
    """

    organization: Organization
    user: User
    catalogue: Catalogue
    open_tab: OpenTab = OpenTab()
    unlocked: Unlocked | None = None
    search: str = ""
    resource_key: str = ""
    operation: Operation | None = None

    @property
    def url(self) -> str:
        """The address of the console."""
        return reverse("console:console", args=[self.organization.pk])

    @property
    def region(self) -> str:
        """The name of the organization's region."""
        return endpoints.get_region(self.organization.region).name

    @property
    def is_production(self) -> bool:
        return self.organization.environment == Environment.PRODUCTION

    @property
    def unlocked_until(self) -> datetime | None:
        """Until when this session may write to a guarded organization; None while it may not."""
        return self.unlocked.until if self.unlocked else None

    @property
    def tab_query(self) -> str:
        """The query that keeps a link in this tab, with its question mark; see `tab_pairs`."""
        return f"?{urlencode(self.tab_pairs)}" if self.tab_pairs else ""

    @property
    def tab_pairs(self) -> list[tuple[str, str]]:
        """The names and values that keep a link in this tab; mostly none before the tab is stored.

        A page that was opened as a user, such as from the history, passes the context on: without it the link
        would be followed as someone else.
        """
        if self.open_tab.tab_id:
            return [("tab_id", str(self.open_tab.tab_id))]
        was_opened_as_user = self.open_tab.bar is None and self.acting_as.user is not None
        return [("context", self.signed_context)] if was_opened_as_user else []

    @property
    def context_url(self) -> str:
        """The address of the context selector for this tab."""
        tab_id = self.open_tab.tab_id
        tab = [("tab_id", str(tab_id))] if tab_id else [("tab_key", self.open_tab.key)]
        operation = [("operation", self.operation.key)] if self.operation else []
        return f"{reverse('console:context', args=[self.organization.pk])}?{urlencode([*tab, *operation])}"

    @property
    def tab_parameter(self) -> str:
        """The same after other parameters."""
        return self.tab_query.replace("?", "&")

    @cached_property
    def tab_bar(self) -> TabBar:
        """The tabs of the user, with this page's as the current one."""
        tab = self.open_tab
        key = self.operation.key if self.operation else ""
        bar = tab.bar or read_bar(self.user, self.organization, tab.tab_id, key, context=tab.context)
        current = bar or new_bar(self.organization, tab.context)
        return current.show(key, self.operation.verb if self.operation else "")

    @cached_property
    def signed_context(self) -> str:
        """The field of the form with its tab and context; see `console.context.signing`."""
        return signing.sign(self.acting_as, self.open_tab.tab_id, self.user, self.organization)

    @property
    def acting_as(self) -> Context:
        """Who requests act as."""
        return self.open_tab.context

    @cached_property
    def context_pane(self) -> ContextPane:
        effective = effective_access(self.user, self.organization)
        return ContextPane(self.organization, self.user, effective, self.acting_as)

    @cached_property
    def guard(self) -> GuardPane:
        return GuardPane(self.organization, self.unlocked)

    @property
    def document_stale_since(self) -> datetime | None:
        """When the API description was downloaded, if it can't be loaded now; None if it is up to date."""
        return stale_since(self.organization.endpoint)

    @cached_property
    def operations(self) -> OperationsPane:
        return OperationsPane(self.catalogue, self.search, self.resource_key, self.operation)

    @cached_property
    def access(self) -> AccessPane:
        effective = effective_access(self.user, self.organization)
        return AccessPane(self.organization, self.user, effective, self.operation, self.acting_as)

    def context(self) -> dict[str, Any]:
        """The context of the console's templates: the page, and each pane by its name."""
        return {
            "page": self,
            "operations": self.operations,
            "access": self.access,
            "context_pane": self.context_pane,
            "guard": self.guard,
        }

    def open(
        self, request: Request, *, tab: str = "", submitted: bool = False, notice: str = ""
    ) -> "RequestPage":
        """Return the page with the operation of a request open."""
        return RequestPage(
            organization=self.organization,
            user=self.user,
            catalogue=self.catalogue,
            open_tab=self.open_tab,
            unlocked=self.unlocked,
            search=self.search,
            resource_key=self.resource_key,
            operation=request.operation,
            request=request,
            tab=tab,
            submitted=submitted,
            notice=notice,
        )


@dataclass(frozen=True, kw_only=True)
class RequestPage(ConsolePage):
    """The console with one operation open. Methods return a changed copy.

    Args:
        operation: the open operation.
        request: the request as filled in.
        tab: the side panel that the user chose; "" for none.
        submitted: whether the user tried to send a request with problems.
        notice: a message about how the form was filled in; "" for none.
        refusal: why the console did not send the request that the user tried to send.
        repeated: whether it asks if the same POST is to be sent a second time.
        unanswered: the last request, if it was sent from this tab and has no response yet.
        response: the response in one view; None until the request was sent.
    """

    operation: Operation
    request: Request
    tab: str = ""
    submitted: bool = False
    notice: str = ""
    refusal: str = ""
    repeated: bool = False
    unanswered: LastSend | None = None
    response: ResponseView | None = None

    @cached_property
    def url(self) -> str:
        """The address of the operation."""
        return reverse("console:operation", args=[self.organization.pk, self.operation.key])

    @cached_property
    def form(self) -> FormPane:
        check = self.access.role_check
        return FormPane(
            self.operation,
            self.request,
            self.url,
            tab=self.tab,
            submitted=self.submitted,
            write_refusal=rules.lock_reason(
                self.operation, self.organization, unlocked=self.unlocked_until is not None
            ),
            refusal=self.refusal,
            is_reviewed=not self.operation.reads and self.guard.is_guarded,
            repeated=self.repeated,
            roles_suffice=check is None or check.sufficient,
        )

    def context(self) -> dict[str, Any]:
        return super().context() | {"form": self.form, "response": self.response}

    def change(self, *, tab: str, submitted: bool) -> Self:
        return replace(self, tab=tab, submitted=submitted)

    def refuse(self, reason: str) -> Self:
        """Add the reason why the request was not sent."""
        return replace(self, refusal=reason)

    def ask_again(self) -> Self:
        """Ask whether the same POST is to be sent a second time."""
        return replace(self, repeated=True)

    def wait_for(self, unanswered: LastSend) -> Self:
        """Say that the last request has no response yet."""
        return replace(self, unanswered=unanswered)

    def show(self, exchange: Exchange, key: str, options: Mapping[str, Sequence[str]]) -> Self:
        """Show the response of an exchange. `options` choose view, columns and part."""
        view = ResponseView(exchange, key, self.catalogue, self.operation, self.request, options)
        return replace(self, response=view)


def console_page(
    user: User,
    organization: Organization,
    search: str = "",
    resource_key: str = "",
    *,
    open_tab: OpenTab,
    unlocked: Unlocked | None = None,
) -> ConsolePage:
    """Return the console of `organization` as `user` sees it; for the other arguments see `ConsolePage`.

    Raises:
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    return ConsolePage(
        organization=organization,
        user=user,
        catalogue=catalogue_of(organization),
        open_tab=open_tab,
        unlocked=unlocked,
        search=search[:MAX_SEARCH_LENGTH],
        resource_key=resource_key,
    )
