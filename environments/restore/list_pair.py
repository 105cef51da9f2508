"""One list in both halves, while it is read and compared.

Staging is read first and shrinks to a digest per record. Then each page of Production is compared as it
comes; only the records that have to be written keep their body, in the spool.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from environments.ordercloud import exact_json

from .compare import digest, writable
from .kind import Key, Kind, Place, Record
from .plan import Delete, Write
from .spool import Spool


@dataclass(slots=True)
class Standing:
    """A record of Staging: its digest, its real key, and in which lists below it something may lie (bits)."""

    digest: bytes
    key: Key
    below: int
    wanted: bool = False


@dataclass(slots=True)
class Row:
    """A record of Production. `write` is None when Staging's is equal already."""

    name: Key
    key: Key
    below: int
    parent: str | None
    write: Write | None
    later: Write | None = None


@dataclass
class ListPair:
    """The list of `kind` at `place`.

    Attributes:
        staging_place: where Staging has the list until its parent is written; mostly the same.
        goal: makes of a record of Production what it is to be in Staging.
        spared: tells whether a record must not be touched; it then counts as equal.
        below_production: tells for a record in which lists under it something may lie, as bits.
        below_staging: the same for a record of Staging.
    """

    kind: Kind
    place: Place
    staging_place: Place
    keep_dates: bool
    spool: Spool
    goal: Callable[[Record], Record]
    spared: Callable[[Key], bool]
    below_production: Callable[[Record], int] = lambda record: 0
    below_staging: Callable[[Record], int] = lambda record: 0
    standing: dict[Key, Standing] = field(default_factory=dict)
    rows: dict[Key, Row] = field(default_factory=dict)

    def stand(self, items: list[Record]) -> list[tuple[Key, Standing]]:
        """Reduce a page of Staging. Called in a worker."""
        result = []
        for item in items:
            read, record = self.kind.as_read(item), writable(self.kind, item, self.keep_dates)
            key = self.kind.key_of(read)
            if not self.spared(key):
                standing = Standing(digest(self.kind, record), key, self.below_staging(item))
                result.append((self.kind.name_of(read), standing))
        return result

    def compare(self, items: list[Record]) -> list[Row]:
        """Compare a page of Production with what stands. Called in a worker, after all of Staging was
        read.
        """
        return [self._row(item) for item in items]

    def _row(self, item: Record) -> Row:
        kind, read = self.kind, self.kind.as_read(item)
        record = self.goal(writable(kind, item, self.keep_dates))
        named = {**read, **record}
        name, key = kind.name_of(named), kind.key_of(named)
        parent = record.get(kind.parent_field) if kind.parent_field else None
        row = Row(name, key, self.below_production(item), parent.casefold() if parent else None, None)
        wanted, standing = digest(kind, record), self.standing.get(name)
        if self.spared(key):
            return row
        if standing is None or standing.digest != wanted:
            later = record.get(kind.written_later) if kind.written_later else None
            first = {**record, kind.written_later: None} if later else record
            row.write = self._write(key, first, wanted, standing is not None)
            if later:
                row.later = self._write(key, {kind.written_later: later}, wanted, True, patch=True)
        return row

    def _write(self, key: Key, record: Record, wanted: bytes, exists: bool, patch: bool = False) -> Write:
        body = self.spool.put(exact_json.dumps(record))
        return Write(self.place, key, body, wanted, exists, patch=patch)

    def finish(self, consistent: bool) -> tuple[list[Write], list[Write], list[Delete]]:
        """What the whole list comes to: first parts, second parts, deletions.

        Nothing is deleted when Production's list did not hold still: what seems to be missing may only have
        moved.
        """
        for row in self.rows.values():
            if standing := self.standing.get(row.name):
                standing.wanted = True
            if row.write:
                row.write.tier = self._depth(row)
        writes = [row.write for row in self.rows.values() if row.write]
        later = [row.later for row in self.rows.values() if row.later]
        gone = [one.key for one in self.standing.values() if not one.wanted] if consistent else []
        return writes, later, [Delete(self.staging_place, key) for key in gone]

    def _depth(self, row: Row) -> int:
        """How many records of this list stand above that one."""
        depth, seen = 0, {row.name}
        while row.parent and (row.parent,) in self.rows and (row.parent,) not in seen:
            row = self.rows[(row.parent,)]
            seen.add(row.name)
            depth += 1
        return depth
