from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, get_user, operator_from
from contributors.invitations.ending import end
from contributors.models import AccessGrant
from organizations.management.lookup import get_organization
from organizations.models import Organization


class Command(BaseCommand):
    help = "Remove the direct access of a contributor, or revoke their invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument(
            "contributor",
            metavar="username_or_email",
            help="username or email address of the contributor, or the address that was invited",
        )
        add_operator_arguments(parser, reason_required=True)

    def handle(self, *args: Any, organization: str, contributor: str, **options: Any) -> None:
        row, operator = get_organization(organization), operator_from(options)
        grant = _grant_of(contributor, row)
        if grant is None:
            raise CommandError(f"{contributor} has no direct access to {row.pk} and no invitation.")
        name = (grant.user.username or grant.user.email) if grant.user else grant.email
        try:
            was_accepted = end(grant, by=operator)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        done = f"Removed {name}" if was_accepted else f"Revoked the invitation of {name}"
        self.stdout.write(f"{done} from {row.pk}." if was_accepted else f"{done} to {row.pk}.")


def _grant_of(contributor: str, organization: Organization) -> AccessGrant | None:
    """Return what gives someone direct access, or else their invitation, by username or email address."""
    grants = AccessGrant.objects.filter(organization=organization).select_related("user")
    if "@" not in contributor:
        return grants.filter(user=get_user(contributor)).first()
    by_account = grants.filter(user__email__iexact=contributor).first()
    return by_account or grants.filter(email__iexact=contributor).first()
