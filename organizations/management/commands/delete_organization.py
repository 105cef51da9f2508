from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.deletion import RETENTION, StagingExists, delete
from organizations.management.lookup import get_organization


class Command(BaseCommand):
    help = f"Delete an organization, which can be restored for {RETENTION.days} days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument(
            "--with-staging", action="store_true", help="also delete the Staging of a Production organization"
        )
        add_operator_arguments(parser, reason_required=True)

    def handle(self, *args: Any, organization: str, with_staging: bool, **options: Any) -> None:
        row, operator = get_organization(organization), operator_from(options)
        try:
            deleted = delete(row, by=operator, with_staging=with_staging)
        except StagingExists as error:
            raise CommandError(f"{error.message} To delete both, use --with-staging.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Deleted {' and '.join(item.pk for item in deleted)}.")
