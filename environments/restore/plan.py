"""The changes to make to Staging. The plan is complete before the first change is made."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from environments.restore.resources.resource import Key, ParentIds
from environments.restore.storage.temporary_database import (
    TemporaryDatabase,
    decode_key,
    decode_parent_ids,
    encode_key,
    placeholders,
)

_SCHEMA = """
CREATE TABLE job (
  id INTEGER PRIMARY KEY, action TEXT, stage TEXT, depth INTEGER, list INTEGER, parent_ids TEXT, name TEXT,
  key TEXT, start INTEGER, size INTEGER, digest BLOB, present INTEGER, label TEXT, fields TEXT,
  state INTEGER DEFAULT 0
);
CREATE INDEX job_order ON job (action, stage, depth, id);
CREATE INDEX job_name ON job (list, name);
"""
_COLUMNS = (
    "id, action, stage, depth, list, parent_ids, name, key, start, size, digest, present, label, fields"
)
_SELECT = f"SELECT {_COLUMNS} FROM job WHERE "
_INSERT = _COLUMNS.removeprefix("id, ")


class Action(StrEnum):
    WRITE = "write"
    DELETE = "delete"


class JobState(IntEnum):
    """The state of a job. The last two are set when its record is read again."""

    PLANNED = 0
    FAILED = 1
    VERIFIED = 2
    MISMATCHED = 3


@dataclass(slots=True)
class Job:
    """One change to Staging, in the list `list_id`.

    Attributes:
        stage: the name of the resource, or its `deferred_stage`.
        match_key: identifies the record in both organizations.
        body_range: where the body is in the spool, if there is one.
        digest: the digest of the record that Staging should have.
        exists: whether Staging has the record.
        depth: orders the jobs of a stage, lower ones first, if records of one list refer to each other.
        label: the name of the record that users know.
        fields: the fields that differ.
        id: set by the plan.
    """

    action: Action
    stage: str
    list_id: int
    parent_ids: ParentIds
    match_key: Key
    key: Key
    body_range: tuple[int, int] = (0, 0)
    digest: bytes = b""
    exists: bool = True
    depth: int = 0
    label: str = ""
    fields: tuple[str, ...] = ()
    id: int = 0


@dataclass(slots=True)
class VariantsJob(Job):
    """A change to all variants of one product.

    `generate` creates missing variants. `overwrite` deletes existing ones first, because OrderCloud can only
    delete all of them together.
    """

    @property
    def generate(self) -> bool:
        return bool(self.body_range[0])

    @property
    def overwrite(self) -> bool:
        return bool(self.body_range[1])


class Plan:
    """All changes, stored in the temporary database. Thread-safe.

    `addresses_to_blank` has the records of Staging with an address of Production, by resource; these are
    blanked before all other changes.
    """

    def __init__(self, database: TemporaryDatabase) -> None:
        self._db = database
        self._db.create(_SCHEMA)
        self.addresses_to_blank: list[tuple[str, Key]] = []

    @property
    def size(self) -> int:
        return len(self.addresses_to_blank) + self._db.value("SELECT count(*) FROM job")

    def add(self, jobs: Iterable[Job]) -> None:
        values = [
            (
                *(job.action, job.stage, job.depth, job.list_id),
                *(encode_key(job.parent_ids), encode_key(job.match_key), encode_key(job.key)),
                *(*job.body_range, job.digest, job.exists, job.label, json.dumps(job.fields)),
            )
            for job in jobs
        ]
        self._db.insert(f"INSERT INTO job ({_INSERT}) VALUES ({placeholders(_INSERT.split(','))})", values)

    def add_deletes(self, list_id: int, stage: str, parent_ids: ParentIds) -> int:
        """Plan to delete what only Staging has in a list, and return the number of those records."""
        return self._db.change(
            "INSERT INTO job (action, stage, depth, list, parent_ids, name, key, present, label, fields)"
            " SELECT ?, ?, 0, list, ?, name, key, 1, label, '[]' FROM staging AS s WHERE list = ? AND NOT"
            " EXISTS (SELECT 1 FROM production AS p WHERE p.list = s.list AND p.name = s.name)",
            (Action.DELETE, stage, encode_key(parent_ids), list_id),
        )

    def writes_of_list(self, list_id: int) -> tuple[int, int]:
        """Return how many records of a list will be written, and how many of them do not exist in Staging."""
        rows = self._db.rows(
            "SELECT count(DISTINCT name), count(DISTINCT CASE WHEN NOT present THEN name END) FROM job"
            " WHERE list = ? AND action = ?",
            (list_id, Action.WRITE),
        )
        return rows[0]

    def discard_list(self, list_id: int) -> None:
        """Remove all jobs of a list."""
        self._db.change("DELETE FROM job WHERE list = ?", (list_id,))

    def order_by_depth(self, list_id: int) -> None:
        """Order the writes of a list by the depth of its records."""
        self._db.change(
            "UPDATE job SET depth = (SELECT depth FROM production AS p WHERE p.list = job.list"
            " AND p.name = job.name) WHERE list = ? AND action = ?",
            (list_id, Action.WRITE),
        )

    def stages(self, action: Action) -> dict[str, dict[int, int]]:
        """Return the number of jobs by stage and depth, lower depths first."""
        counts: dict[str, dict[int, int]] = {}
        query = "SELECT stage, depth, count(*) FROM job WHERE action = ? GROUP BY stage, depth"
        for stage, depth, count in self._db.rows(query, (action,)):
            counts.setdefault(stage, {})[depth] = count
        return counts

    def jobs(self, action: Action, stage: str, depth: int) -> Iterator[Job]:
        query = _SELECT + "action = ? AND stage = ? AND depth = ? AND id > ? ORDER BY id LIMIT ?"
        return map(_job, self._db.iterate(query, (action, stage, depth), last=0))

    def all_jobs(self, action: Action, stage: str) -> Iterator[Job]:
        for depth in self.stages(action).get(stage, ()):
            yield from self.jobs(action, stage, depth)

    def remove_job(self, job: Job) -> None:
        self._db.change("DELETE FROM job WHERE id = ?", (job.id,))

    def set_state(self, jobs: Iterable[Job], state: JobState) -> None:
        ids = [job.id for job in jobs]
        self._db.change(f"UPDATE job SET state = ? WHERE id IN ({placeholders(ids)})", (state, *ids))

    def update_expected(self, job: Job, name: Key, key: Key, digest: bytes) -> None:
        """Update what the record of a job is expected to be."""
        values = (encode_key(name), encode_key(key), digest, job.id)
        self._db.change("UPDATE job SET name = ?, key = ?, digest = ? WHERE id = ?", values)

    def failed_keys(self, stage: str) -> set[Key]:
        """Return the match keys of the records that could not be written."""
        query = "SELECT name FROM job WHERE stage = ? AND action = ? AND state = ?"
        return {decode_key(name) for (name,) in self._db.rows(query, (stage, Action.WRITE, JobState.FAILED))}

    def changed_lists(self, stage: str) -> Iterator[tuple[int, int]]:
        """Yield the lists in which something was changed, with the number of jobs."""
        query = (
            "SELECT list, count(*) FROM job WHERE stage = ? AND action IN (?, ?) AND state != ? AND list > ?"
            " GROUP BY list ORDER BY list LIMIT ?"
        )
        return self._db.iterate(query, (stage, *Action, JobState.FAILED), last=-1)

    def succeeded_jobs(self, stage: str, list_id: int, names: Sequence[Key] | None = None) -> list[Job]:
        """Return the jobs that succeeded in a list, or only those for the given match keys."""
        condition = "" if names is None else f" AND name IN ({placeholders(names)})"
        query = f"{_SELECT} list = ? AND stage = ? AND state != ?{condition}"
        values = (list_id, stage, JobState.FAILED, *map(encode_key, names or ()))
        return [_job(row) for row in self._db.rows(query, values)]

    def parent_ids(self, list_id: int) -> ParentIds:
        """Return the parent ids of a list in Staging. The list must have jobs."""
        return decode_parent_ids(
            self._db.value("SELECT parent_ids FROM job WHERE list = ? LIMIT 1", (list_id,))
        )

    def mismatched_jobs(self, stage: str, list_id: int) -> Iterator[Job]:
        """Yield the jobs of a verified list whose record was not written as expected, or was not deleted."""
        query = _SELECT + (
            "list = ? AND stage = ? AND ((action = ? AND state = ?) OR state = ?) AND id > ?"
            " ORDER BY id LIMIT ?"
        )
        values = (list_id, stage, Action.WRITE, JobState.PLANNED, JobState.MISMATCHED)
        return map(_job, self._db.iterate(query, values, last=0))


def deferred_stage(resource: str) -> str:
    """Return the stage that writes the deferred fields of that resource."""
    return f"{resource}, deferred fields"


def _job(row: tuple) -> Job:
    id_, action, stage, depth, list_id, parent_ids, name, key, start, size, digest, present, label, fields = (
        row
    )
    job_class = VariantsJob if digest == VARIANTS_SENTINEL_DIGEST else Job
    return job_class(
        action=Action(action),
        stage=stage,
        list_id=list_id,
        parent_ids=decode_parent_ids(parent_ids),
        match_key=decode_key(name),
        key=decode_key(key),
        body_range=(start or 0, size or 0),
        digest=digest or b"",
        exists=bool(present),
        depth=depth,
        label=label,
        fields=tuple(json.loads(fields)),
        id=id_,
    )


VARIANTS_SENTINEL_DIGEST = b"variants"
"""Marks the jobs of variants, which are written together, in place of a digest."""
