from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from console.guard.settings import change_settings, settings_of
from organizations.management.lookup import get_organization
from organizations.models import Environment

ON, OFF = "on", "off"


class Command(BaseCommand):
    help = "Set what the console requires before a write. Without an option, show it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument(
            "--review", choices=[ON, OFF], help="lock writes and review each; always on in Production"
        )
        parser.add_argument(
            "--approve-deletes", choices=[ON, OFF], help="a second person approves deletes in Production"
        )
        add_operator_arguments(parser)

    def handle(
        self,
        *args: Any,
        organization: str,
        review: str | None,
        approve_deletes: str | None,
        **options: Any,
    ) -> None:
        row = get_organization(organization)
        production = row.environment == Environment.PRODUCTION
        if production and review == OFF:
            raise CommandError("Writes to Production are always reviewed.")
        if not production and approve_deletes == ON:
            raise CommandError("Only deletes in Production can need a second person.")
        settings = settings_of(row)
        if review or approve_deletes:
            settings = change_settings(
                row,
                requires_review=settings.requires_review if review is None else review == ON,
                deletes_need_approval=(
                    settings.deletes_need_approval if approve_deletes is None else approve_deletes == ON
                ),
                by=operator_from(options),
            )
        self.stdout.write(
            f"{row.pk}: writes are {'' if settings.requires_review else 'not '}reviewed, "
            f"deletes {'need' if settings.deletes_need_approval else 'do not need'} a second person."
        )
