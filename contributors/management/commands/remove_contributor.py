from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributors.invitations.ending import end
from contributors.models import AccessGrant
from organizations.management.lookup import (
    add_operator_arguments,
    get_organization,
    get_user,
    operator_from,
)


class Command(BaseCommand):
    help = "Remove the direct access of a contributor, or revoke their invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument("username", help="username of the contributor")
        add_operator_arguments(parser, reason_required=True)

    def handle(self, *args: Any, organization: str, username: str, **options: Any) -> None:
        row, user, operator = get_organization(organization), get_user(username), operator_from(options)
        grant = AccessGrant.objects.filter(organization=row, user=user).first()
        if grant is None:
            raise CommandError(f"{user.username} has no direct access to {row.pk}.")
        try:
            was_accepted = end(grant, by=operator)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        done = f"Removed {user.username}" if was_accepted else f"Revoked the invitation of {user.username}"
        self.stdout.write(f"{done} from {row.pk}." if was_accepted else f"{done} to {row.pk}.")
