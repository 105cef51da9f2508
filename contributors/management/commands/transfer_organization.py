from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, get_user, operator_from
from contributors.ownership.transfer import transfer
from organizations.management.lookup import get_organization


class Command(BaseCommand):
    help = "Transfer an organization, with the other one of its pair, to a contributor who has accepted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument("username", help="username of the new owner")
        parser.add_argument(
            "--leave",
            action="store_true",
            help="the former owner loses access instead of staying as an admin",
        )
        add_operator_arguments(parser, reason_required=True)

    def handle(self, *args: Any, organization: str, username: str, leave: bool, **options: Any) -> None:
        row, user, operator = get_organization(organization), get_user(username), operator_from(options)
        try:
            transferred = transfer(row, to=user, stays=not leave, by=operator)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Transferred {' and '.join(item.pk for item in transferred)} to {user.username}.")
