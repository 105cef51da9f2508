from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.management.lookup import get_organization
from organizations.models import StagingPair
from organizations.pairing import link
from organizations.restores.permission import is_allowed


class Command(BaseCommand):
    help = "Link a Staging organization to the Production organization that it is restored from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staging", help="the ID of the Staging organization")
        parser.add_argument("production", help="the ID of the Production organization")
        add_operator_arguments(parser)

    def handle(self, *args: Any, staging: str, production: str, **options: Any) -> None:
        try:
            pair, new = link(
                staging=get_organization(staging),
                production=get_organization(production),
                by=operator_from(options),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{staging} is restored from {production}."
            if new
            else f"{staging} is already linked to {production}."
        )
        pair = StagingPair.objects.select_related("production", "staging__owner").get(pk=pair.pk)
        if not pair.schedule_enabled:
            self.stdout.write(f"Scheduled restores of {staging} are off until someone turns them on.")
        if not is_allowed(pair):
            self.stdout.write(
                f"Restores are on hold until the owner or an admin of {production} allows them on its "
                "restore settings page or with manage.py allow_restores."
            )
