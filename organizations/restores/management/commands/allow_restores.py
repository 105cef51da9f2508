from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import get_user
from organizations.management.lookup import get_organization
from organizations.restores import permission
from organizations.staging_pairs import restorable_pair_of


class Command(BaseCommand):
    help = "Allow restores of a Staging organization whose Production organization has another owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staging", help="the ID of the Staging organization")
        parser.add_argument("--by", required=True, help="the username of the owner or an admin of Production")
        parser.add_argument("--revoke", action="store_true", help="revoke the permission")

    def handle(self, *args: Any, staging: str, by: str, revoke: bool, **options: Any) -> None:
        user, organization = get_user(by), get_organization(staging)
        try:
            pair = restorable_pair_of(organization)
            change = permission.revoke if revoke else permission.grant
            change(pair, by=user)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        except PermissionDenied as error:
            raise CommandError(
                f"{user} is neither the owner nor an admin of {pair.production_id}."
            ) from error
        self.stdout.write(
            f"Restores of {pair.staging_id} from {pair.production_id} are "
            f"{'no longer allowed by this permission' if revoke else 'allowed'}."
        )
