"""The review of a write before it is sent: what is there, what it becomes, and what else happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings

from accounts.models import User
from console.catalogue_cache import catalogue_of
from console.context.clients import client_in
from console.context.context import Context
from console.context.permission import require_context
from console.guard import reviewed_records
from console.guard.act import Act
from console.guard.approvals.approvers import approvers_in_words
from console.guard.comparison import Comparison, FieldChange, FieldValue, compare, field_values, masked
from console.guard.consequences import Warning, losses_with, warnings
from console.guard.json_lines import DiffPart, compare_lines
from console.guard.outcome import record_after, sent_body
from console.guard.settings import settings_of
from console.guard.webhooks import WebhookRuns, webhooks_run_by
from console.models import DeleteApproval
from console.openapi.catalogue import Catalogue
from console.records.before import RecordBefore, read_before
from console.records.limits import limits_of
from console.request.request import Request
from contributors.effective_access import effective_access
from lib import clock
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can


@dataclass(frozen=True)
class Review:
    """One write as it is reviewed.

    Attributes:
        before: the record as it was read.
        read_at: when it was read.
        webhooks: those that the call runs.
        needs_approval: whether a second person has to approve it; `approvers` are who may, as words.
        approval: the approval of a second person; None without one.
        changed_meanwhile: what changed in the record since it was reviewed before.
    """

    request: Request
    organization: Organization
    catalogue: Catalogue
    before: RecordBefore
    read_at: datetime
    webhooks: WebhookRuns
    needs_approval: bool = False
    approvers: str = ""
    approval: DeleteApproval | None = None
    changed_meanwhile: tuple[FieldChange, ...] = ()

    @property
    def path(self) -> str:
        """Path and query of the call."""
        return self.request.call.path_and_query

    @property
    def digest(self) -> str:
        """What identifies the record as it was reviewed."""
        return self.before.digest

    @cached_property
    def record(self) -> dict[str, Any]:
        """The record as it is; empty if there is none, or if it can't be read."""
        return self.before.record or {}

    @property
    def was_read(self) -> bool:
        return self.before.exists or self.before.is_absent

    @property
    def problem(self) -> str:
        """Why the record that a PUT, PATCH or DELETE writes can't be shown; empty when it can."""
        if self.request.operation.verb == "POST":
            return ""
        if self.before.is_absent and not self.creates:
            return "OrderCloud has no such record. It may have been deleted meanwhile."
        return self.before.problem

    @property
    def creates(self) -> bool:
        """Whether the write creates a record: a POST of one, or a PUT of one that isn't there yet."""
        verb = self.request.operation.verb
        creating = verb == "POST" and self.request.operation.name.startswith("Create")
        return creating or (verb == "PUT" and self.before.is_absent)

    @property
    def deletes(self) -> bool:
        return self.request.operation.verb == "DELETE"

    @cached_property
    def after(self) -> dict[str, Any]:
        """The record as the write leaves it."""
        return record_after(self.request, self.record) if self.record else sent_body(self.request)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The fields of a record that is changed; None when nothing is compared."""
        if self.deletes or not self.record or self.request.operation.verb == "POST":
            return None
        return compare(self.record, self.after)

    @cached_property
    def fields(self) -> list[tuple[str, FieldValue]]:
        """The fields of a record that is created or deleted; empty ones of a deleted record are left out."""
        if not self.deletes:
            return field_values(self.after)
        return [(path, value) for path, value in field_values(self.record) if value.text not in ("", "null")]

    @cached_property
    def lines(self) -> list[DiffPart] | None:
        """The JSON before and after by lines; None when it is too long."""
        before = masked(self.record)
        after = {} if self.deletes else masked(self.after, self.record)
        return compare_lines(before, after)

    @property
    def has_lines(self) -> bool:
        """Whether there is JSON to compare."""
        return bool(self.record or self.after)

    @cached_property
    def act(self) -> Act:
        count = len(self.comparison.changes) if self.comparison else 0
        return Act(self.request, self.organization.environment, self.creates, count)

    @property
    def asks_approval(self) -> bool:
        """Whether the button asks a second person instead of sending."""
        return self.needs_approval and self.approval is None

    @property
    def button(self) -> str:
        """The label of the button."""
        label = self.act.button
        return f"Request approval to {label[:1].lower()}{label[1:]}" if self.asks_approval else label

    @cached_property
    def warnings(self) -> list[Warning]:
        return warnings(self.request, self.comparison)

    @cached_property
    def losses(self) -> list[str]:
        """What goes with a deleted record."""
        return losses_with(self.record, self.request.operation, self.catalogue)

    @property
    def keeps_copy(self) -> bool:
        """Whether the record is kept, so that the write can be undone."""
        kept = settings.UNDO_DAYS > 0 and len(self.before.body) <= settings.UNDO_MAX_SIZE
        return self.before.exists and kept

    @property
    def undo_until(self) -> datetime:
        """Until when a copy of the record is kept."""
        return self.read_at + timedelta(days=settings.UNDO_DAYS)

    @cached_property
    def limits(self) -> tuple[str, ...]:
        """What undo can't bring back."""
        return limits_of(self.request, self.record, self.catalogue)


def review(
    request: Request,
    organization: Organization,
    *,
    by: User,
    context: Context,
    approval: DeleteApproval | None = None,
    reviewed: str = "",
) -> Review:
    """Read what a write would change, with at most two calls, and return it for the review.

    Args:
        context: who the write acts as.
        reviewed: the digest of the record that `by` reviewed before.

    Raises:
        PermissionDenied: `by` may not call the API of `organization`, or not act in the context.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    require(by, Can.CALL_API, organization)
    require_context(by, context, organization)
    access = effective_access(by, organization)
    catalogue = catalogue_of(organization)
    before = read_before(request, catalogue, client_in(context, organization, access))
    record = before.record or {}
    former = reviewed_records.load(reviewed, organization, by) if reviewed else None
    needs_approval = request.operation.verb == "DELETE" and settings_of(organization).deletes_need_approval
    reviewed_records.save(before.digest, record, organization, by)
    return Review(
        request,
        organization,
        catalogue,
        before,
        clock.now(),
        webhooks_run_by(request.operation, organization, context.user, access.roles),
        needs_approval,
        approvers_in_words(request.operation, organization, by) if needs_approval and not approval else "",
        approval,
        compare(former, record).changes if former else (),
    )
