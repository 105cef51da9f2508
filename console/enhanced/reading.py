"""Reading what a page shows, with the roles that the user holds: records, lists and whole lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from accounts.models import User
from console.context.clients import client_in
from console.context.context import SELLER
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.request import json_editor
from console.request.fields import escape
from console.request.request import Request
from console.response.paging import Paging, paging_of
from console.roles import RoleCheck, check_roles
from contributors.effective_access import EffectiveAccess, effective_access
from environments.grants import CannotGrant
from environments.ordercloud.client import MAX_PAGE_SIZE, Client
from environments.ordercloud.errors import OrderCloudError
from environments.roles import FULL_ACCESS
from organizations.models import Organization

Record = Mapping[str, Any]

MAX_PAGES = 10  # of a list that is read whole


class ReadFailed(Exception):
    """What a page shows can't be read. The message is a sentence; `status` is 0 without a response."""

    def __init__(self, message: str, status: int = 0):
        super().__init__(message)
        self.status = status


class RoleMissing(ReadFailed):
    """The user holds none of the roles that a read requires."""

    def __init__(self, check: RoleCheck):
        roles = " or ".join(role for role in check.required if role != FULL_ACCESS) or FULL_ACCESS
        super().__init__(f"You need {roles} to read this.", 403)
        self.check = check


@dataclass(frozen=True)
class ListPage:
    """One page of a list."""

    items: list[dict[str, Any]]
    paging: Paging | None


@dataclass
class Reader:
    """Reads from one organization for one user; a list that was read whole is kept for the page.

    Args:
        company: the path parameters of the company whose records the page shows; {} where it is none's.
    """

    organization: Organization
    by: User
    catalogue: Catalogue
    company: Mapping[str, str] = field(default_factory=dict)
    _lists: dict[tuple, list[dict[str, Any]]] = field(default_factory=dict)
    _totals: dict[tuple, int] = field(default_factory=dict)  # of lists that are longer than what was read

    @cached_property
    def access(self) -> EffectiveAccess:
        return effective_access(self.by, self.organization)

    @cached_property
    def _client(self) -> Client:
        return client_in(SELLER, self.organization, self.access)

    def may(self, operation_id: str) -> bool:
        """Return whether the document has the operation and the user's roles let it through."""
        operation = self.catalogue.get(operation_id)
        return operation is not None and check_roles(self.access, operation).sufficient

    def get(self, operation_id: str, values: Mapping[str, str]) -> Any:
        """Return what a read responds.

        Args:
            values: path and query parameters by name.

        Raises:
            RoleMissing: the user's roles don't suffice; nothing was sent.
            ReadFailed: the document has no such operation, or OrderCloud did not respond with a record.
        """
        operation = self.catalogue.get(operation_id)
        if operation is None:
            raise ReadFailed("The API of this environment does not have this.")
        check = check_roles(self.access, operation)
        if not check.sufficient:
            raise RoleMissing(check)
        call = Request(operation, parameters(operation, values)).call
        try:
            response = self._client.call(call.method, call.path, call.query, unversioned=call.unversioned)
        except OrderCloudError as error:
            raise ReadFailed(error.reason.message) from error
        except CannotGrant as error:
            raise ReadFailed(str(error)) from error
        if response.status == 404:
            raise ReadFailed("OrderCloud no longer has this record.", 404)
        if response.status >= 400:
            raise ReadFailed(f"OrderCloud refused to show this ({response.status}).", response.status)
        try:
            return json_editor.loads(response.body.decode("utf-8-sig", "replace"))
        except ValueError as error:
            raise ReadFailed("The response is not JSON.", response.status) from error

    def page(self, operation_id: str, values: Mapping[str, str], number: int = 1) -> ListPage:
        """Return one page of a list, with up to 100 records. Raises as `get` does."""
        pages = {"page": str(number), "pageSize": str(MAX_PAGE_SIZE)}
        value = self.get(operation_id, {**values, **pages})
        items = value.get("Items") if isinstance(value, dict) else None
        if not isinstance(items, list):
            raise ReadFailed("The response is not a list.")
        return ListPage([item for item in items if isinstance(item, dict)], paging_of(value))

    def all(self, operation_id: str, values: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Return a whole list, of at most `MAX_PAGES` pages. Raises as `get` does."""
        key = _key(operation_id, values)
        if key not in self._lists:
            items: list[dict[str, Any]] = []
            for number in range(1, MAX_PAGES + 1):
                page = self.page(operation_id, values or {}, number)
                items += page.items
                if not page.paging or not page.paging.next:
                    break
            else:
                self._totals[key] = page.paging.total if page.paging else 0
            self._lists[key] = items
        return self._lists[key]

    def cut(self, operation_id: str, values: Mapping[str, str] | None = None) -> str:
        """Return a sentence when `all` read less than the whole list; "" when it read all of it."""
        total = self._totals.get(_key(operation_id, values))
        return f"Only the first {MAX_PAGES * MAX_PAGE_SIZE:,} of {total:,} were read." if total else ""


def _key(operation_id: str, values: Mapping[str, str] | None) -> tuple:
    return (operation_id, *sorted((values or {}).items()))


def parameters(operation: Operation, values: Mapping[str, str]) -> dict[str, list[str]]:
    """Return path and query parameters as a form posts them; names are matched in any case of letters."""
    by_name = {name.lower(): value for name, value in values.items() if value}
    return {
        f"{item.location}.{escape(item.name)}": [by_name[item.name.lower()]]
        for item in operation.parameters
        if item.location in (Location.PATH, Location.QUERY) and item.name.lower() in by_name
    }
