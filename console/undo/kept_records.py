"""Kept records: who may see one, and what it says about its write."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from console.catalogue_cache import catalogue_of
from console.context.context import Context
from console.context.permission import roles_in
from console.models import UndoRecord
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.records.inverse import CannotInvert, Inverse, Write, inverse_of
from console.records.reading import Record
from console.request import json_editor
from console.request.body import JSON
from console.request.request import Request
from console.roles import RoleCheck
from contributors.effective_access import effective_access
from contributors.impersonation.kinds import may_impersonate
from lib import clock
from organizations.models import Organization

MAX_WRITES = 100
NO_OPERATION = "The API description of this environment no longer has the operation."


@dataclass(frozen=True)
class KeptWrite:
    """A write whose record was kept, as `user` sees it.

    Attributes:
        inverse: the call that undoes it; None when there is none.
        problem: why there is none, as a sentence; "" when there is one.
    """

    row: UndoRecord
    user: User
    organization: Organization
    catalogue: Catalogue

    @property
    def context(self) -> Context:
        """Who the write acted as."""
        return Context.from_dict(self.row.context)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles of the user in that context."""
        return roles_in(self.context, effective_access(self.user, self.organization))

    @cached_property
    def operation(self) -> Operation | None:
        return self.catalogue.get(self.row.operation)

    @cached_property
    def write(self) -> Write | None:
        """The write; None when the document no longer has its operation."""
        if self.operation is None:
            return None
        form = json.loads(self.row.form_data or b"{}")
        sent = _record(form.get(JSON, [""])[0].encode()) or {}
        request = Request(self.operation, form)
        return Write(request, sent, _record(self.row.before), _record(self.row.after))

    def inverse(self, now: Record | None = None) -> Inverse:
        """Return the call that undoes it; `now` is the record as it is today, if it was read.

        Raises:
            CannotInvert: there is none.
        """
        if self.write is None:
            raise CannotInvert(NO_OPERATION)
        return inverse_of(self.write, self.catalogue, now)

    @cached_property
    def may_read(self) -> bool:
        """Whether the user holds a role that reads the record; only then are its values shown."""
        reader = self.catalogue.get(self.row.read_operation)
        return reader is not None and RoleCheck(reader.roles, self.roles).sufficient

    @cached_property
    def role_check(self) -> RoleCheck | None:
        """Which roles of the inverse call are held; None when there is no such call."""
        try:
            return RoleCheck(self.inverse().request.operation.roles, self.roles)
        except CannotInvert:
            return None

    @property
    def is_visible(self) -> bool:
        """Whether the user made the write, or may undo it."""
        if self.row.user_id == self.user.pk:
            return True
        if self.context.user and not may_impersonate(self.user, self.context.kind, self.organization):
            return False
        return self.may_read and self.role_check is not None and self.role_check.sufficient

    @property
    def is_expired(self) -> bool:
        return self.row.expires_at <= clock.now()


def kept_records_of(organization: Organization) -> QuerySet[UndoRecord]:
    """Return what is kept of the organization and can still be undone, newest first."""
    return (
        UndoRecord.objects.filter(organization=organization, expires_at__gt=clock.now())
        .select_related("user", "undone_by", "undone_by_write")
        .order_by("-kept_at", "-pk")
    )


def get_kept_write_or_404(user: User, organization: Organization, pk: int) -> KeptWrite:
    """Return a kept write that `user` made or may undo.

    Raises:
        Http404: there is no such kept write.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    row = kept_records_of(organization).filter(pk=pk).first()
    if row is not None:
        kept = KeptWrite(row, user, organization, catalogue_of(organization))
        if kept.is_visible:
            return kept
    raise Http404("The user has no such kept record.")


def visible_writes_of(
    user: User, organization: Organization, catalogue: Catalogue, path: str
) -> list[KeptWrite]:
    """Return the kept writes to the record at `path` that `user` may see, newest first."""
    rows = kept_records_of(organization).filter(record_path=path)[:MAX_WRITES] if path else []
    writes = [KeptWrite(row, user, organization, catalogue) for row in rows]
    return [kept for kept in writes if kept.is_visible]


def undoable(user: User, organization: Organization, catalogue: Catalogue, pks: list[int]) -> set[int]:
    """Return which of these kept records `user` may see; one query."""
    rows = kept_records_of(organization).filter(pk__in=pks) if pks else []
    return {row.pk for row in rows if KeptWrite(row, user, organization, catalogue).is_visible}


def _record(text: bytes) -> Record | None:
    try:
        value = json_editor.loads(text.decode("utf-8-sig", "replace")) if text else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
