"""The report of a restore or a dry run. All of it can be converted to JSON."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from environments.restore.resources.not_copied import NOT_COPIED_REASONS
from environments.restore.resources.resource import Key, ParentIds

MAX_LISTED = 100
"""How many failures, changes and drift items are listed for each resource; the counts are complete."""


class Reason(StrEnum):
    """Why a record in Staging intentionally differs from Production."""

    BLANKED = "blanked"  # an address, list or reference of Production that Staging must not have
    PRESERVED = "own"  # Staging keeps its own value
    ONLY_STAGING = "only-staging"  # only Staging has the record, and keeps it
    ASSIGNEE_MISSING = "assignee-missing"  # Production does not have the assignee of Staging's assignment
    CONNECTION = "connection"  # the restore depends on it
    NEW_SECRET = "new-secret"  # Production's secret is not copied; a random one replaces it
    NEW_ID = "new-id"  # OrderCloud chose another id for the API client


class Drift(StrEnum):
    """Something that needs attention."""

    PRODUCTION_ADDRESS = "production-address"  # Staging had an address of Production; it was blanked
    CONCURRENT_CHANGE = "changed-meanwhile"  # Production changed while it was read
    STILL_DIFFERENT = "still-different"  # written, but not as expected
    NOT_DELETED = "still-there"  # deleted, but Staging still has it


class ChangeType(StrEnum):
    """The change that a restore makes to a record of Staging."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True)
class Change:
    """A record that is created, changed or deleted.

    `fields` are those that differ if it is changed. `name` is the name that users know, or "".
    """

    id: str
    type: ChangeType
    name: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A record that intentionally differs from Production; without `fields` the whole record does."""

    id: str
    reason: Reason
    fields: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Failure:
    """A record that could not be restored.

    Attributes:
        error_text: OrderCloud's complete error.
        code, message: OrderCloud's error code, and its message as a sentence.
        field: the field that the error is about, or "".
    """

    id: str
    error_text: str
    code: str = ""
    field: str = ""
    name: str = ""
    message: str = ""


@dataclass(frozen=True)
class DriftItem:
    """One finding. It never contains an address or a value, only where it was found."""

    resource: str
    id: str
    type: Drift
    field: str = ""
    name: str = ""


@dataclass
class ResourceReport:
    """The result for one resource. Counts are numbers of records.

    Attributes:
        equal: no change was needed.
        created, changed, deleted: what a restore did, or what a dry run would do.
        drifted: the findings.
        failures: at most `MAX_LISTED` of the `failed` records.
        unreadable: OrderCloud's error if a list could not be read; the resource is then left unchanged.
        changes: at most `MAX_LISTED` records of each type of change.
    """

    name: str
    production: int = 0
    staging: int = 0
    equal: int = 0
    created: int = 0
    changed: int = 0
    deleted: int = 0
    failed: int = 0
    drifted: int = 0
    captured: int = 0
    blanked: int = 0
    expected_differences: list[Difference] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unreadable: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def planned(self) -> int:
        """Return how many records are or would be created, changed or deleted."""
        return self.created + self.changed + self.deleted

    def add_failure(self, failure: Failure) -> None:
        self.failed += 1
        if len(self.failures) < MAX_LISTED:
            self.failures.append(failure)

    def add_change(self, change: Change) -> None:
        """Count a record that is or would be created, changed or deleted."""
        counter = {"create": "created", "change": "changed", "delete": "deleted"}[change.type]
        count = getattr(self, counter) + 1
        setattr(self, counter, count)
        if count <= MAX_LISTED:
            self.changes.append(change)


@dataclass
class Result:
    """The result of a run.

    Attributes:
        state: "finished" (everything was done), "incomplete" (something failed or could not be read)
            or "cancelled".
        equal: Staging now has the desired state.
        reads, writes, deletes: the calls that OrderCloud processed.
        failed: the records that could not be restored.
        dry_run: nothing was changed.
    """

    state: str = "finished"
    equal: bool = False
    dry_run: bool = False
    reads: int = 0
    writes: int = 0
    deletes: int = 0
    failed: int = 0
    drift: list[DriftItem] = field(default_factory=list)
    resources: dict[str, ResourceReport] = field(default_factory=dict)
    not_copied: dict[str, str] = field(default_factory=lambda: dict(NOT_COPIED_REASONS))

    def resource(self, resource: str) -> ResourceReport:
        return self.resources.setdefault(resource, ResourceReport(resource))

    def add_drift(self, item: DriftItem) -> None:
        """Add a finding."""
        report = self.resource(item.resource)
        report.drifted += 1
        if report.drifted <= MAX_LISTED:
            self.drift.append(item)

    def as_json(self) -> dict[str, Any]:
        """Return the complete report as JSON values."""
        values = asdict(self)
        values["resources"] = list(values["resources"].values())
        return values


def record_path(parent_ids: ParentIds, key: Key) -> str:
    """Return the path that names a record in a report: its parent ids and its own, "-" for an empty one."""
    return "/".join(part or "-" for part in (*parent_ids, *key))
