from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.deletion import RETENTION, expired, purge_all
from organizations.management.lookup import get_organization
from organizations.models import Organization


class Command(BaseCommand):
    help = (
        "Purge deleted organizations here and, where their connection can, on OrderCloud: "
        f"those deleted more than {RETENTION.days} days ago, or the given ones now. A purge can't be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "organizations",
            nargs="*",
            help="IDs of deleted organizations, however long ago they were deleted",
        )
        add_operator_arguments(parser, reason_required=True)

    def handle(self, *args: Any, organizations: list[str], **options: Any) -> None:
        operator = operator_from(options)
        rows = [get_organization(id, include_deleted=True) for id in organizations]
        if active := [row.pk for row in rows if not row.deleted_at]:
            raise CommandError(f"Not deleted, so nothing was purged: {', '.join(active)}.")
        left = 0
        try:
            for organization, succeeded in purge_all(rows if organizations else expired(), by=operator):
                left += not succeeded
                self._report(organization, succeeded)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if left:
            raise CommandError(f"{left} organization{'s are' if left > 1 else ' is'} not purged yet.")

    def _report(self, organization: Organization, succeeded: bool) -> None:
        if succeeded:
            self.stdout.write(f"Purged {organization.pk}.")
            return
        organization.refresh_from_db()
        reason = organization.purge_failure or "Another process purges it now."
        self.stdout.write(f"{organization.pk} is not purged yet. {reason}")
