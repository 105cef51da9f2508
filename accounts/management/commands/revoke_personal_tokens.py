"""Revoke all personal access tokens of a user."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.management.lookup import add_operator_arguments, get_user, operator_from
from accounts.personal_tokens import tokens


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        add_operator_arguments(parser)

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        by = operator_from(options)
        count = tokens.revoke_all(get_user(username), by=by)
        self.stdout.write(f"Revoked {count} access token{'' if count == 1 else 's'} of {username}.")
