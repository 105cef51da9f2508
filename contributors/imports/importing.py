"""The import of a file: every line that can be imported is, whatever becomes of the others."""

from collections import Counter
from collections.abc import Callable
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from contributors.imports.contributors import import_contributor
from contributors.imports.lines import Record, Unreadable, read_lines
from contributors.imports.options import Options
from contributors.imports.organizations import import_organization
from contributors.imports.people import import_person
from contributors.imports.results import Line, Outcome, Result
from contributors.imports.teams import import_member, import_team
from environments.ordercloud.errors import OrderCloudError

# In this order, so that the lines of a file may stand in any.
IMPORTERS: dict[str, Callable[[Record, Options], Result]] = {
    "person": import_person,
    "organization": import_organization,
    "team": import_team,
    "teammember": import_member,
    "contributor": import_contributor,
}
CHANGING = (Outcome.CREATED, Outcome.UPDATED)


def import_file(file: BinaryIO, options: Options) -> list[Line]:
    """Import the lines of a file, and return what became of each, in the order of the file.

    Each line is a transaction of its own. A dry run does the same and keeps nothing.
    """
    if not options.dry_run:
        lines = _import_all(file, options)
        _record(lines, options)
        return lines
    with transaction.atomic():
        lines = _import_all(file, options)
        transaction.set_rollback(True)
    return lines


def count_outcomes(lines: list[Line]) -> dict[str, int]:
    """Return how many lines had each outcome."""
    counted = Counter(line.result.outcome for line in lines)
    return {outcome.value: counted[outcome] for outcome in Outcome}


def _import_all(file: BinaryIO, options: Options) -> list[Line]:
    lines, records = [], []
    for item in read_lines(file):
        if isinstance(item, Unreadable):
            lines.append(Line(item.number, "", Result(Outcome.FAILED, message=item.reason)))
        elif item.type not in IMPORTERS:
            lines.append(Line(item.number, item.type[:40], _unknown_type(item)))
        else:
            records.append(item)
    for type, importer in IMPORTERS.items():
        lines += [
            Line(record.number, type, _import(importer, record, options))
            for record in records
            if record.type == type
        ]
    return sorted(lines, key=lambda line: line.number)


def _import(importer: Callable[[Record, Options], Result], record: Record, options: Options) -> Result:
    try:
        with transaction.atomic():
            return importer(record, options)
    except ValidationError as error:
        message = " ".join(error.messages)
    except IntegrityError:
        message = "Someone else stored the same meanwhile. Import the file again."
    except OrderCloudError as error:
        message = str(error)
    return Result(Outcome.FAILED, _subject_of(record), message)


def _subject_of(record: Record) -> str:
    """Return what names the record that failed, cut to a line of the report."""
    names = ("id", "email", "username", "user", "person", "team", "organization")
    found = (record.members.get(name) for name in names)
    return next((value[:100] for value in found if isinstance(value, str) and value), "")


def _unknown_type(record: Record) -> Result:
    known = ", ".join(IMPORTERS)
    reason = f"There is no type {record.type[:40]}." if record.type else "type is missing."
    return Result(Outcome.FAILED, message=f"{reason} Use one of {known}.")


def _record(lines: list[Line], options: Options) -> None:
    """Write the audit row of an import that changed something."""
    if any(line.result.outcome in CHANGING for line in lines):
        counts: dict[str, Any] = {**count_outcomes(lines)}
        audit_log.record(Event.PEOPLE_IMPORTED, by=options.by, **counts)
