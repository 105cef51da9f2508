"""What a run came to: one line for programs, and the report of a page with as much as the reader may see."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.models import User
from environments.restore.resources.manifest import NOT_COPIED_REASONS, RESOURCES_BY_NAME
from organizations.permissions import Can
from organizations.restores.chart import Chart
from organizations.restores.labels import DRIFT, ON_PURPOSE, headline, singular, title
from organizations.restores.models import Restore, RestoreFinding, WebhookDelivery
from organizations.restores.records import COUNTED_AS, RecordGroup, record_groups
from organizations.restores.visibility import Visibility

COUNTS = (
    "production",
    "staging",
    "equal",
    "create",
    "change",
    "delete",
    "expected",
    "failed",
    "unreadable",
)
ORDER = {name: place for place, name in enumerate(RESOURCES_BY_NAME)}
WISHES = ("create", "change", "delete")
FindingType = RestoreFinding.Type
SHOWN = 100
IN_CHART = 12
NAMED_OF_EACH, NAMED_AS_LOST = 5, 20


def summary(restore: Restore) -> dict:
    """How a run ended, for programs: `run`, `state`, `equal`, `drift` and whole numbers. Names records, no
    values.

    A comparison says under `planned` how many records a restore would create, change and delete.
    """
    told = {
        "run": restore.pk,
        "state": restore.state,
        "equal": bool(restore.equal),
        "drift": [_told(each) for each in restore.findings.filter(type=FindingType.DRIFT)],
        "reads": restore.reads,
        "writes": restore.writes,
        "deletes": restore.deletes,
        "failed": restore.failed,
    }
    if restore.state == Restore.State.PLANNED:
        whole = not any(figure["unreadable"] for figure in restore.resource_counts)
        told["state"] = str(Restore.State.FINISHED if whole else Restore.State.INCOMPLETE)
        told["planned"] = {wish: sum(figure[wish] for figure in restore.resource_counts) for wish in WISHES}
    return told


def is_outdated(plan: Restore) -> bool:
    """Whether a restore of the pair ran after the plan was made, so that its numbers hold no more."""
    ran = plan.pair.restores.filter(started_at__isnull=False).exclude(pk=plan.pk)
    return ran.filter(Q(ended_at=None) | Q(ended_at__gt=plan.compared_at or plan.created_at)).exists()


@dataclass(frozen=True)
class Row:
    """One resource of the report: counts by the names in `COUNTS`, and reasons, the most frequent first."""

    resource: str
    name: str
    counts: dict[str, int]
    reasons: tuple[tuple[str, int], ...]

    @property
    def touched(self) -> bool:
        """Whether anything was changed, or is not equal."""
        return any(self.counts[name] for name in COUNTS[3:])

    @property
    def changed(self) -> int:
        """Records that were written or deleted."""
        return sum(self.counts[wish] for wish in WISHES)

    @property
    def equal(self) -> int:
        """Records that are like Production's now."""
        like = self.counts["equal"] + self.counts["create"] + self.counts["change"]
        return max(0, like - self.counts["expected"])


@dataclass(frozen=True)
class Finding:
    """One finding in words; `what` goes on from `resource` and `record`, `meaning` says what to do."""

    resource: str
    record_path: str
    name: str
    fields: tuple[str, ...]
    what: str
    meaning: str
    ordercloud_message: str


class Report:
    """The report of `restore` as far as `user` may see it: names of records and OrderCloud's words only of
    resources that both halves let them read, counts of all."""

    def __init__(self, restore: Restore, user: User, *, everything: bool = False, resource: str = "") -> None:
        self.restore, self.everything = restore, everything
        self.resource = resource if resource in RESOURCES_BY_NAME else ""
        self._visible = Visibility(user, restore.pair)
        self._looks_after = user.has_perm(Can.RESTORE, restore.pair.staging)
        self._sees_production = user.has_perm(Can.VIEW, restore.pair.production)

    @property
    def headline(self) -> str:
        return headline(self.restore)

    @cached_property
    def drift(self) -> list[Finding]:
        """What drifted, as far as the reader may know."""
        return [
            _in_words(each) for each in self._of_type(FindingType.DRIFT) if self._visible.of(each.resource)
        ]

    @cached_property
    def failures(self) -> list[Finding]:
        """What failed, as far as the reader may know; the first hundred."""
        failed = [each for each in self._of_type(FindingType.FAILED) if self._visible.of(each.resource)]
        return [_in_words(each) for each in failed[:SHOWN]]

    @property
    def replaced(self) -> int:
        """How many processes died or lost the run on the way."""
        return self.restore.takeovers

    @property
    def per_second(self) -> float | None:
        """Changes a second over the whole run; None for one without a beginning."""
        return (
            (self.restore.writes + self.restore.deletes) / self.restore.seconds
            if self.restore.seconds
            else None
        )

    @cached_property
    def delivery(self) -> WebhookDelivery | None:
        """The call of the restore webhook that followed."""
        return self.restore.deliveries.prefetch_related("attempts").first()

    @cached_property
    def drift_count(self) -> int:
        return len(self._of_type(FindingType.DRIFT))

    @property
    def hidden_drift(self) -> int:
        """How many things drifted that the reader may not know more of."""
        return self.drift_count - len(self.drift)

    @cached_property
    def lost(self) -> list[RecordGroup]:
        """What a restore takes from Staging: the records that it deletes, then those that it overwrites."""
        return self._groups(FindingType.DELETED, FindingType.CHANGED, max_named=NAMED_AS_LOST)

    @cached_property
    def changes(self) -> list[RecordGroup]:
        """What is created, changed and deleted, in this order: of the chosen resource, or some of each."""
        max_named = None if self.resource else NAMED_OF_EACH
        return self._groups(
            FindingType.CREATED, FindingType.CHANGED, FindingType.DELETED, max_named=max_named
        )

    @property
    def resource_title(self) -> str:
        """The chosen resource as people read it; "" when none is chosen."""
        return title(self.resource) if self.resource else ""

    def _groups(self, *kinds: str, max_named: int | None) -> list[RecordGroup]:
        figures = [each for each in self.restore.resource_counts if self.resource in ("", each["resource"])]
        return record_groups(sorted(figures, key=_place), self._findings, self._visible, kinds, max_named)

    @cached_property
    def rows(self) -> list[Row]:
        """Every resource, or those touched when `everything` is not asked for."""
        return [row for row in self._rows if self.everything or row.touched]

    @property
    def touched(self) -> int:
        return sum(row.touched for row in self._rows)

    @property
    def resources(self) -> int:
        return len(self._rows)

    @cached_property
    def totals(self) -> Counter:
        """The counts of all resources together."""
        totals: Counter = Counter()
        for row in self._rows:
            totals.update(row.counts)
        return totals

    @cached_property
    def chart(self) -> Chart | None:
        """The last runs of the pair, this one last; None for fewer than two."""
        ended = Restore.objects.filter(
            pair=self.restore.pair, started_at__isnull=False, ended_at__isnull=False
        )
        runs = list(ended.filter(pk__lte=self.restore.pk).order_by("-pk")[:IN_CHART])[::-1]
        return Chart(runs) if len(runs) > 1 else None

    def as_dict(self) -> dict:
        """The same for programs."""
        findings = [each for each in self._findings if self._visible.of(each.resource)]
        return {
            **summary(self.restore),
            "drift": [_told(each) for each in findings if each.type == FindingType.DRIFT],
            "staging": self.restore.pair.staging_id,
            "production": self.restore.pair.production_id if self._sees_production else None,
            "slot": self.restore.slot,
            "started_at": self.restore.started_at,
            "ended_at": self.restore.ended_at,
            "error": self.restore.error if self._looks_after else "",
            "resources": self.restore.resource_counts,
            "findings": [
                {"type": each.type, **_told(each), "ordercloud_message": each.ordercloud_message}
                for each in findings
                if each.type in (FindingType.EXPECTED, FindingType.FAILED)
            ],
            "changes": [
                {
                    "change": each.type,
                    "resource": each.resource,
                    "record": each.record_path,
                    "name": each.name,
                    "fields": each.fields,
                }
                for each in findings
                if each.type in COUNTED_AS
            ],
            "not_shown": len(self._findings) - len(findings),
            "not_copied": NOT_COPIED_REASONS,
        }

    @cached_property
    def _findings(self) -> list[RestoreFinding]:
        return list(self.restore.findings.all())

    def _of_type(self, type_: str) -> list[RestoreFinding]:
        return [each for each in self._findings if each.type == type_]

    @cached_property
    def _rows(self) -> list[Row]:
        reasons: dict[str, Counter] = {}
        for each in self._of_type(FindingType.EXPECTED):
            reasons.setdefault(each.resource, Counter())[ON_PURPOSE.get(each.reason, each.reason)] += 1
        return [
            Row(
                figure["resource"],
                title(figure["resource"]),
                {name: figure.get(name, 0) for name in COUNTS},
                tuple(reasons.get(figure["resource"], Counter()).most_common()),
            )
            for figure in sorted(self.restore.resource_counts, key=_place)
        ]


def _place(figure: dict) -> int:
    """Where the resource stands in the order in which a restore writes."""
    return ORDER.get(figure["resource"], len(ORDER))


def _in_words(finding: RestoreFinding) -> Finding:
    what, meaning = DRIFT.get(finding.reason, ("", ""))
    return Finding(
        singular(finding.resource),
        finding.record_path,
        finding.name,
        tuple(finding.fields),
        what,
        meaning,
        finding.ordercloud_message,
    )


def _told(finding: RestoreFinding) -> dict:
    """A finding for programs, without OrderCloud's words, which may quote values."""
    return {
        "resource": finding.resource,
        "record": finding.record_path,
        "why": finding.reason,
        "fields": finding.fields,
    }
