"""A page of the console: one organization, and a small context for each of its panes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from django.urls import reverse

from accounts.models import User
from console.catalogue_cache import catalogue_of
from console.guard.production import write_refusal
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.page.access import AccessPane
from console.page.form import FormPane
from console.page.operations import OperationsPane
from console.request.request import Request
from console.response.exchange import Exchange
from console.response.view import ResponseView
from contributors.effective_access import effective_access
from environments import endpoints
from organizations.models import Environment, Organization

MAX_SEARCH_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class ConsolePage:
    """The console of an organization as a user sees it, before an operation is open."""

    organization: Organization
    user: User
    catalogue: Catalogue
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

    @cached_property
    def operations(self) -> OperationsPane:
        return OperationsPane(self.catalogue, self.search, self.resource_key, self.operation)

    @cached_property
    def access(self) -> AccessPane:
        effective = effective_access(self.user, self.organization)
        return AccessPane(self.organization, effective, self.operation)

    def context(self) -> dict[str, Any]:
        """The context of the console's templates: the page, and each pane by its name."""
        return {"page": self, "operations": self.operations, "access": self.access}

    def open(self, request: Request, *, tab: str = "", submitted: bool = False) -> "RequestPage":
        """Return the page with the operation of a request open."""
        return RequestPage(
            organization=self.organization,
            user=self.user,
            catalogue=self.catalogue,
            search=self.search,
            resource_key=self.resource_key,
            operation=request.operation,
            request=request,
            tab=tab,
            submitted=submitted,
        )


@dataclass(frozen=True, kw_only=True)
class RequestPage(ConsolePage):
    """The console with one operation open. Methods return a changed copy.

    Args:
        operation: the open operation.
        request: the request as filled in.
        tab: the side panel that the user chose; "" for none.
        submitted: whether the user tried to send a request with problems.
        refusal: why the console did not send the request that the user tried to send.
        response: the response in one view; None until the request was sent.
    """

    operation: Operation
    request: Request
    tab: str = ""
    submitted: bool = False
    refusal: str = ""
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
            write_refusal=write_refusal(self.operation, self.organization),
            refusal=self.refusal,
            roles_suffice=check is None or check.sufficient,
        )

    def context(self) -> dict[str, Any]:
        return super().context() | {"form": self.form, "response": self.response}

    def change(self, *, tab: str, submitted: bool) -> Self:
        return replace(self, tab=tab, submitted=submitted)

    def refuse(self, reason: str) -> Self:
        """Add the reason why the request was not sent."""
        return replace(self, refusal=reason)

    def show(self, exchange: Exchange, key: str, options: Mapping[str, Sequence[str]]) -> Self:
        """Show the response of an exchange. `options` choose view, columns and part."""
        view = ResponseView(exchange, key, self.catalogue, self.operation, self.request, options)
        return replace(self, response=view)


def console_page(
    user: User, organization: Organization, search: str = "", resource_key: str = ""
) -> ConsolePage:
    """Return the console of `organization` as `user` sees it.

    Raises:
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    return ConsolePage(
        organization=organization,
        user=user,
        catalogue=catalogue_of(organization),
        search=search[:MAX_SEARCH_LENGTH],
        resource_key=resource_key,
    )
