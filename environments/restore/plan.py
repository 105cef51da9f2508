"""What is going to be done to Staging. It is known whole before the first of it is done."""

from collections import defaultdict
from dataclasses import dataclass, field

from .kind import Key, Place


@dataclass(slots=True)
class Write:
    """One record to write. Its body lies in the spool at `body`; `digest` is that of the record it shall
    become.

    `tier` orders records of one kind that refer to each other: lower ones first. `patch` marks the second
    part of a record whose reference could not be written at first.
    """

    place: Place
    key: Key
    body: tuple[int, int]
    digest: bytes
    exists: bool
    tier: int = 0
    patch: bool = False
    given_up: bool = False


@dataclass(slots=True)
class Delete:
    """One record that only Staging has."""

    place: Place
    key: Key


@dataclass(slots=True)
class WriteVariants:
    """The variants of one product differ. With `generate` some are missing; with `overwrite` some have to go,
    and OrderCloud only lets all go at once."""

    place: Place
    generate: bool
    overwrite: bool
    exists: bool = True
    tier: int = 0
    key: Key = ()
    given_up: bool = False


@dataclass
class Plan:
    """Everything to be done, by kind. `disarm` holds records of Staging that carry an address of
    Production's: it is taken from them before anything else. `later` holds the second parts of records."""

    disarm: list[tuple[str, Key]] = field(default_factory=list)
    deletes: dict[str, list[Delete]] = field(default_factory=lambda: defaultdict(list))
    writes: dict[str, list[Write | WriteVariants]] = field(default_factory=lambda: defaultdict(list))
    later: dict[str, list[Write]] = field(default_factory=lambda: defaultdict(list))

    @property
    def size(self) -> int:
        lists = (*self.deletes.values(), *self.writes.values(), *self.later.values())
        return len(self.disarm) + sum(map(len, lists))
