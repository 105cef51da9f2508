import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.management.lookup import get_user
from environments import endpoints
from organizations import listing
from organizations.models import Environment

COLUMNS = ("id", "name", "environment", "region", "owner", "connection", "status")


class Command(BaseCommand):
    help = "List organizations, as a table or as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--environment", default="", type=str.capitalize, choices=Environment.values)
        parser.add_argument("--region", default="", choices=[region.id for region in endpoints.REGIONS])
        parser.add_argument("--owner", default="", help="username of the owner")
        parser.add_argument("--search", default="", help="words that the name or the ID contains")
        parser.add_argument(
            "--deleted", action="store_true", help="those that are deleted and not purged yet instead"
        )
        parser.add_argument("--json", action="store_true", help="one JSON array instead of a table")

    def handle(
        self,
        *args: Any,
        environment: str,
        region: str,
        owner: str,
        search: str,
        deleted: bool,
        json: bool,
        **options: Any,
    ) -> None:
        if owner:
            get_user(owner)  # so that a typing error does not look like an owner of nothing
        found = listing.find(
            environment=environment, region=region, owner=owner, search=search, deleted=deleted
        )
        rows = listing.as_dicts(found)
        self.stdout.write(_as_json(rows) if json else _as_table(rows, deleted=deleted))


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _as_table(rows: list[dict[str, Any]], *, deleted: bool) -> str:
    """Return the rows in columns, then their number; nothing is cut, whatever the width of the terminal."""
    columns = (*COLUMNS, "deleted_at") if deleted else COLUMNS
    table = [[_heading(column) for column in columns]]
    table += [[str(row[column] or "-") for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    number = "1 organization" if len(rows) == 1 else f"{len(rows):,} organizations"
    return "\n".join(line.rstrip() for line in [*lines, number]) if rows else "No organizations."


def _heading(column: str) -> str:
    return "ID" if column == "id" else column.replace("_", " ").capitalize()
