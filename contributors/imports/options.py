"""What the operator chose for an import."""

from dataclasses import dataclass

from accounts.operators import Operator


@dataclass(frozen=True)
class Options:
    """How lines are imported.

    Attributes:
        by: who imports.
        dry_run: whether nothing is kept, so that nothing outside the database may change either.
        update: whether access that differs from its line is changed; otherwise it stays.
        emulator: whether new organizations get an empty marketplace on the emulator.
        notify: whether people get an email about their access.
    """

    by: Operator
    dry_run: bool = False
    update: bool = False
    emulator: bool = False
    notify: bool = False
