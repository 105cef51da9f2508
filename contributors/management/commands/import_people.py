import json as json_module
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from contributors.imports.importing import count_outcomes, import_file
from contributors.imports.options import Options
from contributors.imports.results import Line, Outcome


class Command(BaseCommand):
    help = """Import people, organizations, teams and contributors from a file, a JSON object in each line.
    Importing a file twice changes nothing. Exits with 1 if a line failed; the others are imported."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="path of the file; - reads the standard input")
        parser.add_argument("--dry-run", action="store_true", help="only report what would be imported")
        parser.add_argument(
            "--update",
            action="store_true",
            help="change access that differs from its line; it stays otherwise",
        )
        parser.add_argument(
            "--emulator", action="store_true", help="create marketplaces of new organizations on the emulator"
        )
        parser.add_argument("--notify", action="store_true", help="email people about their access")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        add_operator_arguments(parser)

    def handle(self, *args: Any, file: str, dry_run: bool, json: bool, **options: Any) -> None:
        chosen = Options(
            by=operator_from(options),
            dry_run=dry_run,
            update=options["update"],
            emulator=options["emulator"],
            notify=options["notify"],
        )
        lines = self.import_lines(file, chosen)
        self.stdout.write(_as_json(lines, dry_run) if json else _as_text(lines, dry_run))
        if any(line.result.outcome == Outcome.FAILED for line in lines):
            sys.exit(1)

    @staticmethod
    def import_lines(file: str, options: Options) -> list[Line]:
        if file == "-":
            return import_file(sys.stdin.buffer, options)
        try:
            with open(file, "rb") as opened:
                return import_file(opened, options)
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error


def _as_json(lines: list[Line], dry_run: bool) -> str:
    report = [
        {
            "line": line.number,
            "type": line.type,
            "subject": line.result.subject,
            "outcome": line.result.outcome.value,
            "message": line.result.message,
        }
        for line in lines
    ]
    document = {"dry_run": dry_run, "counts": count_outcomes(lines), "lines": report}
    return json_module.dumps(document, ensure_ascii=False)


def _as_text(lines: list[Line], dry_run: bool) -> str:
    report = [_line_as_text(line) for line in lines]
    counts = [f"{number:,} {outcome}" for outcome, number in count_outcomes(lines).items() if number]
    total = f"{', '.join(counts) or 'No lines'}."
    return "\n".join([*report, f"Dry run, nothing was imported: {total}" if dry_run else total])


def _line_as_text(line: Line) -> str:
    parts = [line.type, line.result.subject, line.result.outcome.value]
    text = f"Line {line.number}: {' '.join(part for part in parts if part)}"
    return f"{text}. {line.result.message}" if line.result.message else f"{text}."
