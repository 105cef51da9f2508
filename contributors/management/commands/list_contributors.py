import json as json_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributors.access_settings import PERMISSION_FIELDS
from contributors.activity import last_active
from contributors.contributor_list import everyone
from contributors.grants.roles import custom_roles, right_named
from contributors.person_record import as_dict
from lib.query_string import search_text
from organizations.management.lookup import get_organization
from organizations.models import Organization

COLUMNS = ("name", "username", "position", "roles", "permissions", "sources", "since", "last_active")


class Command(BaseCommand):
    help = "List who contributes to an organization, with everything that gives them access."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument("--search", default="", help="words that the name or the username contains")
        parser.add_argument("--right", default="", help="a role or permission that they must have")
        parser.add_argument("--json", action="store_true", help="one JSON array instead of a table")

    def handle(
        self, *args: Any, organization: str, search: str, right: str, json: bool, **options: Any
    ) -> None:
        row = get_organization(organization)
        people = list(everyone(row, search_text(search), _right_named(right, row)))
        active = last_active(row, [person.user.pk for person in people])
        rows = [as_dict(person, active.get(person.user.pk)) for person in people]
        self.stdout.write(_as_json(rows) if json else _as_table(rows))


def _right_named(name: str, organization: Organization) -> str:
    """Return a role or permission, in any case but for custom roles; empty for an empty name.

    Raises:
        CommandError: if there is none. An empty list would read as if no one had it.
    """
    permission = name.lower() if name.lower() in PERMISSION_FIELDS else ""
    right = permission or right_named(name, custom_roles(organization))
    if name and not right:
        raise CommandError(f"{name} is not a role or permission of {organization.pk}.")
    return right


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json_module.dumps(rows, indent=2, ensure_ascii=False)


def _as_table(rows: list[dict[str, Any]]) -> str:
    """Return the rows in columns, then their number; nothing is cut."""
    table = [[column.replace("_", " ").capitalize() for column in COLUMNS]]
    table += [[_cell(row[column]) for column in COLUMNS] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    number = "1 person" if len(rows) == 1 else f"{len(rows):,} people"
    return "\n".join(line.rstrip() for line in [*lines, number]) if rows else "No one."


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(
            item if isinstance(item, str) else f"{item['source']} ({len(item['roles'])})" for item in value
        )
    return str(value or "-")
