"""What a restore or a rehearsal has to say at its end. All of it can become JSON."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from environments.restore.resources.manifest import NOT_COPIED_REASONS
from environments.restore.resources.resource import Key, ParentIds

MAX_LISTED = 100
"""How many failures, changes and how much drift of each sort are named of one kind; the counts say how many
there are.
"""


class Reason(StrEnum):
    """Why a record in Staging differs from Production on purpose."""

    BLANKED = "blanked"  # an address, list or reference of Production that must not be there
    OWN = "own"  # Staging's own value came back
    ONLY_STAGING = "only-staging"  # only Staging has the record, and keeps it
    ASSIGNEE_MISSING = "assignee-missing"  # Staging's assignment named somebody whom Production does not have
    CONNECTION = "connection"  # the restore itself works through it
    NEW_SECRET = "new-secret"  # Production's secret is not copied; a random one stands in its place
    NEW_ID = "new-id"  # OrderCloud gave the API client an id of its own choice


class Drift(StrEnum):
    """What a person should look at."""

    PRODUCTION_ADDRESS = "production-address"  # Staging had an address of Production's; it was taken away
    CHANGED_MEANWHILE = "changed-meanwhile"  # Production changed while it was read
    STILL_DIFFERENT = "still-different"  # written, and yet not as it should be
    STILL_THERE = "still-there"  # deleted, and yet Staging shows it


class ChangeType(StrEnum):
    """What a restore does to a record of Staging."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True)
class Change:
    """A record that is created, changed or deleted; `fields` are those that differ, when it is changed.

    `name` is what people call the record, "" where it has no name.
    """

    id: str
    type: ChangeType
    name: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A record that is not like Production's on purpose; `fields` is empty when the whole record is meant."""

    id: str
    reason: Reason
    fields: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Failure:
    """A record that could not be restored: OrderCloud's words as they came, and in parts its code, its
    message as a sentence, and the field that this is about ("" for none)."""

    id: str
    error_text: str
    code: str = ""
    field: str = ""
    name: str = ""
    message: str = ""


@dataclass(frozen=True)
class DriftItem:
    """One finding; never an address or a value, only where it was found."""

    resource: str
    id: str
    type: Drift
    field: str = ""
    name: str = ""


@dataclass
class ResourceReport:
    """How one kind of record stands. Counts are records.

    `equal` needed nothing. A rehearsal counts under `created`, `changed` and `deleted` what would be done; a
    restore what was done. `drifted` counts findings. `failures` names at most a hundred of `failed`.
    `unreadable` holds OrderCloud's words when a list could not be read; the kind was then left alone.
    `changes` names at most a hundred records of each type of change.
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
        """How many records are or would be created, changed or deleted."""
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
    """The end of a run.

    `state` is "finished" (everything was done), "incomplete" (something failed or could not be read) or
    "cancelled". `equal` is true when Staging now is what it should be. `reads`, `writes` and `deletes` count
    calls that OrderCloud carried out, `failed` records that could not be restored. `rehearsal` marks a plan
    without a deed.
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
        """Take note of drift."""
        report = self.resource(item.resource)
        report.drifted += 1
        if report.drifted <= MAX_LISTED:
            self.drift.append(item)

    def as_json(self) -> dict[str, Any]:
        """The whole report as JSON values."""
        values = asdict(self)
        values["resources"] = list(values["resources"].values())
        return values


def record_path(place: ParentIds, key: Key) -> str:
    """How a report names a record: the ids that lead to it and its own, with slashes; "-" for an empty
    part.
    """
    return "/".join(part or "-" for part in (*place, *key))
