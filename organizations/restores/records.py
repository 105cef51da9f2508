"""The records that a run creates, changes and deletes: by name for who may read them, else counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.restores.labels import title
from organizations.restores.models import RestoreFinding
from organizations.restores.visibility import Visibility

FindingType = RestoreFinding.Type
COUNTED_AS = {FindingType.DELETED: "delete", FindingType.CHANGED: "change", FindingType.CREATED: "create"}
"""The kinds of findings that name changes, with the count of a resource's figures that goes with each."""


@dataclass(frozen=True)
class Record:
    """One record by its ids, those of its parents first, with the fields that differ when they are known."""

    id: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RecordGroup:
    """What a run does to the records of one resource. `number` counts all, `records` names some."""

    resource: str
    type: str
    number: int
    records: tuple[Record, ...]
    visible: bool

    @property
    def name(self) -> str:
        """The resource as people read it."""
        return title(self.resource)

    @property
    def unnamed(self) -> int:
        """How many are counted only."""
        return self.number - len(self.records)


def record_groups(
    figures: Iterable[dict],
    findings: Iterable[RestoreFinding],
    visible: Visibility,
    types: Iterable[str],
    max_named: int | None = None,
) -> list[RecordGroup]:
    """The groups of these kinds that hold something, kind by kind, in the order of `figures`.

    Each names at most `max_named` records; None for all that the run stored.
    """
    named: dict[tuple[str, str], list[Record]] = {}
    for finding in findings:
        if finding.type in COUNTED_AS and visible.of(finding.resource):
            record = Record(finding.record_path, finding.name, tuple(finding.fields))
            named.setdefault((finding.resource, finding.type), []).append(record)
    figures = list(figures)
    return [
        RecordGroup(
            figure["resource"],
            type_,
            figure[COUNTED_AS[type_]],
            tuple(named.get((figure["resource"], type_), ())[:max_named]),
            visible.of(figure["resource"]),
        )
        for type_ in types
        for figure in figures
        if figure.get(COUNTED_AS[type_])
    ]
