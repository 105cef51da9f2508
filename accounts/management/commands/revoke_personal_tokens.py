"""Revoke all personal access tokens of a user."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operators import Operator
from accounts.personal_tokens import tokens


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--as", dest="operator", default="", help="username of the operator who does this"
        )
        parser.add_argument("--reason", default="", help="why, for the audit log")

    def handle(self, *args: Any, username: str, operator: str, reason: str, **options: Any) -> None:
        acting = _user(operator) if operator else None
        if acting and not (acting.is_staff and acting.is_active):
            raise CommandError(f"{operator} isn't an operator, so the audit log can't name them as one.")
        by = Operator(acting, reason.strip())
        count = tokens.revoke_all(_user(username), by=by)
        self.stdout.write(f"Revoked {count} access token{'' if count == 1 else 's'} of {username}.")


def _user(username: str) -> User:
    user = User.objects.by_username(username).first()
    if user is None:
        raise CommandError(f"No user has the username {username}.")
    return user
