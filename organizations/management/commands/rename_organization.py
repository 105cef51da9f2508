from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.management.lookup import get_organization
from organizations.renaming import rename


class Command(BaseCommand):
    help = "Rename an organization. The other organization of its pair keeps its own name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument("name", help="the new name")
        add_operator_arguments(parser)

    def handle(self, *args: Any, organization: str, name: str, **options: Any) -> None:
        row = get_organization(organization)
        before = row.name
        try:
            rename(row, name, by=operator_from(options))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if row.name == before:
            self.stdout.write(f"{row.pk} already has this name.")
        else:
            self.stdout.write(f"Renamed {row.pk} from {before} to {row.name}.")
