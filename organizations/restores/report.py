"""The result of a run: a summary for programs, and the report with as much as its reader can see."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from accounts.models import User
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.not_copied import NOT_COPIED_REASONS
from environments.restore.resources.titles import resource_title
from organizations.permissions import Can
from organizations.restores.chart import Chart
from organizations.restores.labels import DRIFT_LABELS, REASON_LABELS, headline, resource_singular
from organizations.restores.models import Restore, RestoreFinding, WebhookDelivery
from organizations.restores.records import COUNT_BY_TYPE, RecordGroup, record_groups
from organizations.restores.visibility import Visibility

CHANGE_TYPES = ("create", "change", "delete")
COUNT_NAMES = ("production", "staging", "equal", *CHANGE_TYPES, "expected", "failed", "unreadable")
WRITE_ORDER = {name: index for index, name in enumerate(RESOURCES_BY_NAME)}
FindingType = RestoreFinding.Type
MAX_FAILURES = 100
MAX_CHART_RUNS = 12
MAX_NAMED_RECORDS, MAX_NAMED_LOSSES = 5, 20


def summary(restore: Restore) -> dict[str, Any]:
    """Return the result of a run for programs. It names records and contains no values.

    For a comparison, `planned` counts the records that a restore would create, change and delete.
    """
    result = {
        "run": restore.pk,
        "state": restore.state,
        "equal": bool(restore.equal),
        "drift": [_finding_as_dict(finding) for finding in restore.findings.filter(type=FindingType.DRIFT)],
        "reads": restore.reads,
        "writes": restore.writes,
        "deletes": restore.deletes,
        "failed": restore.failed,
    }
    if restore.state == Restore.State.PLANNED:
        complete = not any(counts["unreadable"] for counts in restore.resource_counts)
        result["state"] = str(Restore.State.FINISHED if complete else Restore.State.INCOMPLETE)
        result["planned"] = {
            name: sum(counts[name] for counts in restore.resource_counts) for name in CHANGE_TYPES
        }
    return result


def is_outdated(plan: Restore) -> bool:
    """Return whether a restore of the pair ran after the plan was made."""
    restores = plan.pair.restores.filter(started_at__isnull=False).exclude(pk=plan.pk)
    return restores.filter(Q(ended_at=None) | Q(ended_at__gt=plan.compared_at or plan.created_at)).exists()


@dataclass(frozen=True)
class ResourceRow:
    """One resource of the report: counts by `COUNT_NAMES`, and reasons, the most frequent first."""

    resource: str
    name: str
    counts: dict[str, int]
    reasons: tuple[tuple[str, int], ...]

    @property
    def affected(self) -> bool:
        """Whether any record was changed or is not equal."""
        return any(self.counts[name] for name in COUNT_NAMES[3:])

    @property
    def changed(self) -> int:
        """The number of records that were written or deleted."""
        return sum(self.counts[name] for name in CHANGE_TYPES)

    @property
    def equal(self) -> int:
        """The number of records that now equal those of Production."""
        equal = self.counts["equal"] + self.counts["create"] + self.counts["change"]
        return max(0, equal - self.counts["expected"])


@dataclass(frozen=True)
class FindingDescription:
    """A finding in words: the `problem` of a record, and the `advice` on how to fix it."""

    resource: str
    record_path: str
    name: str
    fields: tuple[str, ...]
    problem: str
    advice: str
    ordercloud_message: str


class Report:
    """The report of `restore` for `user`.

    It contains the counts of all resources. Names of records and OrderCloud's messages are limited to the
    resources that the user can read in both organizations.
    """

    def __init__(self, restore: Restore, user: User, *, show_all: bool = False, resource: str = "") -> None:
        self.restore, self.show_all = restore, show_all
        self.resource = resource if resource in RESOURCES_BY_NAME else ""
        self._visibility = Visibility(user, restore.pair)
        self._can_manage = user.has_perm(Can.RESTORE, restore.pair.staging)
        self._can_view_production = user.has_perm(Can.VIEW, restore.pair.production)

    @property
    def headline(self) -> str:
        return headline(self.restore)

    @cached_property
    def drift(self) -> list[FindingDescription]:
        """The records that need attention and are visible to the reader."""
        return [_describe(finding) for finding in self.visible(FindingType.DRIFT)]

    @cached_property
    def failures(self) -> list[FindingDescription]:
        """The first `MAX_FAILURES` failures that are visible to the reader."""
        return [_describe(finding) for finding in self.visible(FindingType.FAILED)[:MAX_FAILURES]]

    @property
    def changes_per_second(self) -> float | None:
        """The changes per second over the whole run; None for a run that was never started."""
        return (
            (self.restore.writes + self.restore.deletes) / self.restore.seconds
            if self.restore.seconds
            else None
        )

    @cached_property
    def delivery(self) -> WebhookDelivery | None:
        """The delivery of the restore webhook for this run."""
        return self.restore.deliveries.prefetch_related("attempts").first()

    @cached_property
    def drift_count(self) -> int:
        return len(self._of_type(FindingType.DRIFT))

    @property
    def hidden_drift_count(self) -> int:
        """The number of records that need attention and are hidden from the reader."""
        return self.drift_count - len(self.drift)

    @cached_property
    def losses(self) -> list[RecordGroup]:
        """The data that Staging loses: the records that are deleted, then those that are overwritten."""
        return self._groups(FindingType.DELETED, FindingType.CHANGED, max_named=MAX_NAMED_LOSSES)

    @cached_property
    def changes(self) -> list[RecordGroup]:
        """The records created, changed and deleted: all of the selected resource, or some of each."""
        max_named = None if self.resource else MAX_NAMED_RECORDS
        return self._groups(
            FindingType.CREATED, FindingType.CHANGED, FindingType.DELETED, max_named=max_named
        )

    @property
    def resource_title(self) -> str:
        """The name of the selected resource in words; empty if none is selected."""
        return resource_title(self.resource) if self.resource else ""

    def changes_named(self, max_named: int) -> list[RecordGroup]:
        """Return the records created, changed and deleted, up to `max_named` of each kind."""
        return self._groups(*COUNT_BY_TYPE, max_named=max_named)

    def _groups(self, *types: str, max_named: int | None) -> list[RecordGroup]:
        selected = [row for row in self.restore.resource_counts if self.resource in ("", row["resource"])]
        return record_groups(
            sorted(selected, key=_write_order), self._findings, self._visibility, types, max_named
        )

    @cached_property
    def rows(self) -> list[ResourceRow]:
        """The affected resources, or all with `show_all`."""
        return [row for row in self.all_rows if self.show_all or row.affected]

    @property
    def affected_count(self) -> int:
        return sum(row.affected for row in self.all_rows)

    @property
    def resource_count(self) -> int:
        return len(self.all_rows)

    @cached_property
    def totals(self) -> Counter:
        """The sums of the counts of all resources."""
        totals: Counter[str] = Counter()
        for row in self.all_rows:
            totals.update(row.counts)
        return totals

    @cached_property
    def chart(self) -> Chart | None:
        """The chart of the last runs of the pair up to this one; None for fewer than two."""
        ended = Restore.objects.filter(
            pair=self.restore.pair, started_at__isnull=False, ended_at__isnull=False
        )
        runs = list(ended.filter(pk__lte=self.restore.pk).order_by("-pk")[:MAX_CHART_RUNS])[::-1]
        return Chart(runs) if len(runs) > 1 else None

    def as_dict(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            **summary(self.restore),
            "drift": [_finding_as_dict(finding) for finding in self.visible(FindingType.DRIFT)],
            "staging": self.restore.pair.staging_id,
            "production": self.restore.pair.production_id if self._can_view_production else None,
            "slot": self.restore.slot,
            "started_at": self.restore.started_at,
            "ended_at": self.restore.ended_at,
            "error": self.restore.error if self._can_manage else "",
            "resources": self.restore.resource_counts,
            "findings": [
                {
                    "type": finding.type,
                    **_finding_as_dict(finding),
                    "ordercloud_message": finding.ordercloud_message,
                }
                for finding in self.visible(FindingType.EXPECTED, FindingType.FAILED)
            ],
            "changes": [
                {
                    "change": finding.type,
                    "resource": finding.resource,
                    "record": finding.record_path,
                    "name": finding.name,
                    "fields": finding.fields,
                }
                for finding in self.visible(*COUNT_BY_TYPE)
            ],
            "not_shown": len(self._findings) - len(self.visible(*FindingType)),
            "not_copied": NOT_COPIED_REASONS,
        }

    @cached_property
    def _findings(self) -> list[RestoreFinding]:
        return list(self.restore.findings.all())

    def _of_type(self, *types: str) -> list[RestoreFinding]:
        return [finding for finding in self._findings if finding.type in types]

    def visible(self, *types: str) -> list[RestoreFinding]:
        """Return the findings of these types that the reader can see."""
        return [finding for finding in self._of_type(*types) if self._visibility.allows(finding.resource)]

    @cached_property
    def all_rows(self) -> list[ResourceRow]:
        reasons: dict[str, Counter[str]] = {}
        for finding in self._of_type(FindingType.EXPECTED):
            reasons.setdefault(finding.resource, Counter())[
                REASON_LABELS.get(finding.reason, finding.reason)
            ] += 1
        return [
            ResourceRow(
                counts["resource"],
                resource_title(counts["resource"]),
                {name: counts.get(name, 0) for name in COUNT_NAMES},
                tuple(reasons.get(counts["resource"], Counter()).most_common()),
            )
            for counts in sorted(self.restore.resource_counts, key=_write_order)
        ]


def _write_order(counts: dict[str, Any]) -> int:
    """Return the position of the resource in the order in which a restore writes."""
    return WRITE_ORDER.get(counts["resource"], len(WRITE_ORDER))


def _describe(finding: RestoreFinding) -> FindingDescription:
    problem, advice = DRIFT_LABELS.get(finding.reason, ("", ""))
    return FindingDescription(
        resource_singular(finding.resource),
        finding.record_path,
        finding.name,
        tuple(finding.fields),
        problem,
        advice,
        finding.ordercloud_message,
    )


def _finding_as_dict(finding: RestoreFinding) -> dict[str, Any]:
    """Return a finding for programs, without OrderCloud's message, which may contain values."""
    return {
        "resource": finding.resource,
        "record": finding.record_path,
        "why": finding.reason,
        "fields": finding.fields,
    }
