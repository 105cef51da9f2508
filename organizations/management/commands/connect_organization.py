import os
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, get_user, operator_from
from organizations.connections import candidates, connecting
from organizations.connections.candidates import Credentials
from organizations.models import Connection, Environment


def environment(text: str) -> str:
    """Return the name of an environment given in any case of letters."""
    return text.capitalize()


class Command(BaseCommand):
    help = (
        "Connect an organization that exists on OrderCloud. The secret of the API client, or the password of "
        "the account, is read from CONNECTION_SECRET or from standard input, never from an argument."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="ID of the organization on OrderCloud")
        parser.add_argument("--environment", required=True, type=environment, choices=Environment.values)
        parser.add_argument("--region", default="usw", help="usw (the default), est, aus, eur or jpn")
        parser.add_argument("--owner", required=True, help="username of the owner")
        parser.add_argument("--name", default="", help="name of the organization; its ID by default")
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--client-id", default="", help="ID of an API client of the organization")
        who.add_argument("--account", default="", help="username of a hosted Portal account")
        parser.add_argument("--api-url", default="", help="API URL, unless it is OrderCloud's own")
        add_operator_arguments(parser)

    def handle(
        self,
        *args: Any,
        id: str,
        environment: str,
        region: str,
        owner: str,
        name: str,
        client_id: str,
        account: str,
        api_url: str,
        **options: Any,
    ) -> None:
        type = Connection.Type.HOSTED_PORTAL if account else Connection.Type.API_CLIENT
        user, operator = get_user(owner), operator_from(options)
        credentials = Credentials(account or client_id, _secret(), type, api_url)
        try:
            connection = candidates.build(id, environment, region, credentials, by=operator)
            organization = connecting.connect(connection, owner=user, by=operator, name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except connecting.TestFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(organization.pk)


def _secret() -> str:
    """Return the secret from the environment, otherwise the first line of standard input."""
    return os.environ.get("CONNECTION_SECRET") or sys.stdin.readline().rstrip("\r\n")
