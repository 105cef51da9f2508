from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.deletion import undelete
from organizations.management.lookup import get_organization


class Command(BaseCommand):
    help = "Restore a deleted organization that is not purged yet, with the Staging deleted with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        add_operator_arguments(parser)

    def handle(self, *args: Any, organization: str, **options: Any) -> None:
        deleted, operator = get_organization(organization, include_deleted=True), operator_from(options)
        try:
            undeleted = undelete(deleted, by=operator)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Restored {' and '.join(item.pk for item in undeleted)}.")
