"""What is going to be done to Staging. It is known whole before the first of it is done."""

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
  id INTEGER PRIMARY KEY, action TEXT, stage TEXT, tier INTEGER, list INTEGER, place TEXT, name TEXT,
  key TEXT, start INTEGER, size INTEGER, digest BLOB, present INTEGER, label TEXT, fields TEXT,
  state INTEGER DEFAULT 0
);
CREATE INDEX job_order ON job (action, stage, tier, id);
CREATE INDEX job_name ON job (list, name);
"""
_COLUMNS = "id, action, stage, tier, list, place, name, key, start, size, digest, present, label, fields"
_SELECT = f"SELECT {_COLUMNS} FROM job WHERE "
_INSERT = _COLUMNS.removeprefix("id, ")


class Action(StrEnum):
    WRITE = "write"
    DELETE = "delete"


class JobState(IntEnum):
    """Where a job stands. The last two are what reading its record again came to."""

    PLANNED = 0
    FAILED = 1
    VERIFIED = 2
    MISMATCHED = 3


@dataclass(slots=True)
class Job:
    """One change to Staging, in the list of that number.

    Attributes:
        stage: the name of the resource, or that of its second parts.
        body: where the record lies in the spool, for what is written.
        digest: that of the record that Staging shall have.
        exists: whether Staging has the record.
        tier: orders the jobs of a stage, lower ones first, where records of one list refer to each other.
        patch: the second part of a record whose reference could not be written at first.
        label, fields: what people call the record, and the fields that differ.
        id: given by the plan.
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
    """The variants of one product differ. With `generate` some are missing; with `overwrite` some have to go,
    and OrderCloud only lets all go at once."""

    @property
    def generate(self) -> bool:
        return bool(self.body_range[0])

    @property
    def overwrite(self) -> bool:
        return bool(self.body_range[1])


class Plan:
    """Everything to be done, in the database. Any thread may use it.

    `disarm` holds records of Staging that carry an address of Production's, by resource: it is taken from
    them before anything else.
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

    def add_deletes(self, number: int, stage: str, place: ParentIds) -> int:
        """Delete what only Staging has in that list; how many records that is."""
        return self._db.change(
            "INSERT INTO job (action, stage, tier, list, place, name, key, present, label, fields)"
            " SELECT ?, ?, 0, list, ?, name, key, 1, label, '[]' FROM staging AS s WHERE list = ? AND NOT"
            " EXISTS (SELECT 1 FROM production AS p WHERE p.list = s.list AND p.name = s.name)",
            (Action.DELETE, stage, encode_key(place), number),
        )

    def writes_of_list(self, number: int) -> tuple[int, int]:
        """How many records of a list have to be written, and how many of these Staging lacks."""
        rows = self._db.rows(
            "SELECT count(DISTINCT name), count(DISTINCT CASE WHEN NOT present THEN name END) FROM job"
            " WHERE list = ? AND action = ?",
            (number, Action.WRITE),
        )
        return rows[0]

    def clear(self, number: int) -> None:
        """Do nothing to that list after all."""
        self._db.change("DELETE FROM job WHERE list = ?", (number,))

    def order_by_depth(self, number: int) -> None:
        """Order the writes of a list by the tiers of its records."""
        self._db.change(
            "UPDATE job SET tier = (SELECT tier FROM production AS p WHERE p.list = job.list"
            " AND p.name = job.name) WHERE list = ? AND action = ?",
            (number, Action.WRITE),
        )

    def stages(self, action: Action) -> dict[str, dict[int, int]]:
        """How many jobs each tier of each stage has, lower tiers first."""
        found: dict[str, dict[int, int]] = {}
        query = "SELECT stage, tier, count(*) FROM job WHERE action = ? GROUP BY stage, tier"
        for stage, tier, count in self._db.rows(query, (action,)):
            found.setdefault(stage, {})[tier] = count
        return found

    def jobs(self, action: Action, stage: str, tier: int) -> Iterator[Job]:
        query = _SELECT + "action = ? AND stage = ? AND tier = ? AND id > ? ORDER BY id LIMIT ?"
        return map(_job, self._db.iterate(query, (action, stage, tier), last=0))

    def all_jobs(self, action: Action, stage: str) -> Iterator[Job]:
        for tier in self.stages(action).get(stage, ()):
            yield from self.jobs(action, stage, tier)

    def drop(self, job: Job) -> None:
        self._db.change("DELETE FROM job WHERE id = ?", (job.id,))

    def mark(self, jobs: Iterable[Job], state: JobState) -> None:
        ids = [job.id for job in jobs]
        self._db.change(f"UPDATE job SET state = ? WHERE id IN ({placeholders(ids)})", (state, *ids))

    def update_expected(self, job: Job, name: Key, key: Key, digest: bytes) -> None:
        """Correct what the record of a job is going to be."""
        values = (encode_key(name), encode_key(key), digest, job.id)
        self._db.change("UPDATE job SET name = ?, key = ?, digest = ? WHERE id = ?", values)

    def failed(self, stage: str) -> set[Key]:
        """The names of records that could not be written."""
        query = "SELECT name FROM job WHERE stage = ? AND action = ? AND state = ?"
        return {decode_key(name) for (name,) in self._db.rows(query, (stage, Action.WRITE, JobState.FAILED))}

    def lists(self, stage: str) -> Iterator[tuple[int, int]]:
        """The lists in which something was done, with how many jobs."""
        query = (
            "SELECT list, count(*) FROM job WHERE stage = ? AND action IN (?, ?) AND state != ? AND list > ?"
            " GROUP BY list ORDER BY list LIMIT ?"
        )
        return self._db.iterate(query, (stage, *Action, JobState.FAILED), last=-1)

    def done(self, stage: str, number: int, names: Sequence[Key] | None = None) -> list[Job]:
        """What was done in a list, or to the records of these names in it."""
        named = "" if names is None else f" AND name IN ({placeholders(names)})"
        query = f"{_SELECT} list = ? AND stage = ? AND state != ?{named}"
        values = (number, stage, JobState.FAILED, *map(encode_key, names or ()))
        return [_job(row) for row in self._db.rows(query, values)]

    def parent_ids(self, number: int) -> ParentIds:
        """Where a list with jobs is in Staging."""
        return decode_parent_ids(self._db.value("SELECT place FROM job WHERE list = ? LIMIT 1", (number,)))

    def mismatched(self, stage: str, number: int) -> Iterator[Job]:
        """Of a list that was read again: what was written and not found so, or deleted and found."""
        query = _SELECT + (
            "list = ? AND stage = ? AND ((action = ? AND state = ?) OR state = ?) AND id > ?"
            " ORDER BY id LIMIT ?"
        )
        unseen = (number, stage, Action.WRITE, JobState.PLANNED, JobState.MISMATCHED)
        return map(_job, self._db.iterate(query, unseen, last=0))


def deferred_stage(resource: str) -> str:
    """Return the stage that writes the deferred fields of that resource."""
    return f"{resource}, deferred fields"


def _job(row: tuple) -> Job:
    id_, action, stage, tier, number, place, name, key, start, size, digest, present, label, fields = row
    resource = VariantsJob if digest == VARIANTS_DIGEST else Job
    return resource(
        action=Action(action),
        stage=stage,
        list_id=number,
        parent_ids=decode_parent_ids(place),
        match_key=decode_key(name),
        key=decode_key(key),
        body_range=(start or 0, size or 0),
        digest=digest or b"",
        exists=bool(present),
        depth=tier,
        label=label,
        fields=tuple(json.loads(fields)),
        id=id_,
    )


VARIANTS_DIGEST = b"variants"
"""Stands for the digest in jobs of variants, which are written together."""
