"""The records that a run creates, changes and deletes: by name for users who can read them, else counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from environments.restore.resources.titles import resource_title
from organizations.restores.models import RestoreFinding
from organizations.restores.visibility import Visibility

FindingType = RestoreFinding.Type
COUNT_BY_TYPE: dict[str, str] = {
    FindingType.DELETED: "delete",
    FindingType.CHANGED: "change",
    FindingType.CREATED: "create",
}
"""The findings that name changes, each with the name of the count in `Restore.resource_counts`."""


@dataclass(frozen=True)
class Record:
    """One record by its path of IDs, with the fields that differ if they are known."""

    id: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RecordGroup:
    """One type of change to the records of a resource. `total` counts all, `records` names some."""

    resource: str
    type: str
    total: int
    records: tuple[Record, ...]
    visible: bool

    @property
    def title(self) -> str:
        """The name of the resource in words."""
        return resource_title(self.resource)

    @property
    def unnamed_count(self) -> int:
        """The number of records that are not named."""
        return self.total - len(self.records)


def record_groups(
    resource_counts: Iterable[dict],
    findings: Iterable[RestoreFinding],
    visibility: Visibility,
    types: Iterable[str],
    max_named: int | None = None,
) -> list[RecordGroup]:
    """Return the groups that are not empty, by type and then in the order of `resource_counts`.

    Each names at most `max_named` records, or with None all that the run stored.
    """
    named: dict[tuple[str, str], list[Record]] = {}
    for finding in findings:
        if finding.type in COUNT_BY_TYPE and visibility.allows(finding.resource):
            record = Record(finding.record_path, finding.name, tuple(finding.fields))
            named.setdefault((finding.resource, finding.type), []).append(record)
    resource_counts = list(resource_counts)
    return [
        RecordGroup(
            counts["resource"],
            type_,
            counts[COUNT_BY_TYPE[type_]],
            tuple(named.get((counts["resource"], type_), ())[:max_named]),
            visibility.allows(counts["resource"]),
        )
        for type_ in types
        for counts in resource_counts
        if counts.get(COUNT_BY_TYPE[type_])
    ]
