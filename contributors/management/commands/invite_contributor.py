from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, get_user, operator_from
from accounts.models import User
from contributors.access_settings import ADMIN_FIELD, IMPERSONATION_FIELDS, AccessSettings
from contributors.invitations.sending import invite
from contributors.models import AccessPreset
from organizations.management.lookup import get_organization


class Command(BaseCommand):
    help = "Invite a user, or someone by email address, to contribute to an organization."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="ID of the organization")
        parser.add_argument("invitee", metavar="username_or_email", help="username or email address")
        access = parser.add_mutually_exclusive_group()
        access.add_argument("--roles", default="", help="API roles and custom roles, with commas between")
        access.add_argument("--preset", default="", help="name of an access preset, instead of roles")
        parser.add_argument("--admin", action="store_true", help="also make them an organization admin")
        parser.add_argument(
            "--impersonate", default="", help="kinds of users to act as: seller, supplier, buyer"
        )
        parser.add_argument("--message", default="", help="a message for the email")
        add_operator_arguments(parser)

    def handle(self, *args: Any, organization: str, invitee: str, **options: Any) -> None:
        row, operator = get_organization(organization), operator_from(options)
        who: User | str = invitee if "@" in invitee else get_user(invitee)
        try:
            grant = invite(row, who, _wanted(options), by=operator, message=options["message"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        expires = f"{grant.expires_at:%Y-%m-%d}" if grant.expires_at else ""
        name = who.username if isinstance(who, User) else who
        self.stdout.write(f"Invited {name} to {row.pk}. The invitation expires on {expires}.")


def _wanted(options: dict[str, Any]) -> AccessSettings:
    """Return the access that the options grant.

    Raises:
        CommandError: for a preset or a kind of users that does not exist.
    """
    roles, kinds = _words(options["roles"]), _words(options["impersonate"].lower())
    if options["preset"]:
        preset = AccessPreset.objects.filter(name__iexact=options["preset"]).first()
        if preset is None:
            names = ", ".join(AccessPreset.objects.values_list("name", flat=True))
            raise CommandError(f"There is no preset {options['preset']}. Presets: {names}.")
        roles = preset.roles
    if unknown := [kind for kind in kinds if kind not in IMPERSONATION_FIELDS]:
        raise CommandError(f"{', '.join(unknown)}: use {', '.join(IMPERSONATION_FIELDS)}.")
    permissions = [ADMIN_FIELD] * options["admin"] + [IMPERSONATION_FIELDS[kind] for kind in kinds]
    return AccessSettings.create(roles, permissions)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
