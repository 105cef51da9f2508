"""Arguments of management commands: users, and who runs the command and why."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from accounts.operators import Operator


def get_user(username: str) -> User:
    """Return the user with that username, in any case of letters.

    Raises:
        CommandError: if there is none.
    """
    user = User.objects.by_username(username).first()
    if user is None:
        raise CommandError(f"No user has the username {username}.")
    return user


def add_operator_arguments(parser: CommandParser, *, reason_required: bool = False) -> None:
    """Add `--as USERNAME` and `--reason TEXT`, which `operator_from` reads."""
    parser.add_argument(
        "--as", dest="operator", default="", help="username of the operator who runs this command"
    )
    parser.add_argument("--reason", required=reason_required, default="", help="recorded in the audit log")


def operator_from(options: dict[str, Any]) -> Operator:
    """Return who runs the command, and why.

    Raises:
        CommandError: if `--as` names no operator, or the reason is blank.
    """
    reason = options["reason"].strip()
    if options["reason"] and not reason:
        raise CommandError("The reason is blank.")
    if not options["operator"]:
        return Operator(None, reason)
    user = get_user(options["operator"])
    if not (user.is_staff and user.is_active):
        raise CommandError(f"{user.username} isn't an operator, so the audit log can't name them as one.")
    return Operator(user, reason)
