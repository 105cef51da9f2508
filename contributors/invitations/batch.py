"""Many invitations together, with the reason for each that was not sent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.invitations.candidates import Failure, problems_of
from contributors.invitations.sending import invite
from contributors.models import AccessGrant
from lib.rate_limit import RateLimited
from organizations.models import Organization

Sent = TypeVar("Sent")
MAX_INVITATIONS = 100
# Behind the name, why a problem of `problems_of` prevents an invitation.
_REASONS = {
    "you": "You can't invite yourself.",
    "the owner": "Owns the organization.",
    "deactivated": "The account is deactivated.",
    "already invited": "Is invited already.",
    "already a contributor": "Contributes already.",
    "already a contributor through a team": "Contributes through a team already. Edit their access instead.",
}


@dataclass
class Outcome:
    """What became of a batch: the invitations, and who was not invited, as users or addresses."""

    sent: list[AccessGrant] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def require_size(count: int) -> None:
    """Raise `ValidationError` unless that many can be invited together."""
    if count > MAX_INVITATIONS:
        raise ValidationError(
            f"You can invite up to {MAX_INVITATIONS} people at a time, and you entered {count:,}. "
            f"Remove {count - MAX_INVITATIONS:,}, and invite them afterwards."
        )


def invite_all(
    organization: Organization,
    users: Sequence[User],
    addresses: Sequence[str],
    wanted: AccessSettings,
    *,
    by: User,
    message: str = "",
) -> Outcome:
    """Invite each user and address, independently of the others.

    Raises:
        PermissionDenied: as `invite`; nobody else can be invited then either.
        ValidationError: if there are too many; for `message` or `roles`.
    """
    require_size(len(users) + len(addresses))
    refused = not_invitable(organization, users, by=by)

    def send(invitee: User | str) -> AccessGrant:
        if isinstance(invitee, User) and invitee.pk in refused:
            raise ValidationError(refused[invitee.pk].reason)
        return invite(organization, invitee, wanted, by=by, message=message)

    sent, failed = send_each([*users, *addresses], send)
    return Outcome(
        sent,
        # The line begins with the name.
        [Failure(str(who), capfirst(reason.removeprefix(f"{who} "))) for who, reason in failed],
        users=[who for who, _reason in failed if isinstance(who, User)],
        addresses=[who for who, _reason in failed if isinstance(who, str)],
    )


def send_each(
    invitees: Iterable[User | str], send: Callable[[User | str], Sent]
) -> tuple[list[Sent], list[tuple[User | str, str]]]:
    """Send an invitation to each user and address, independently of the others.

    Returns:
        What `send` returned, and who was not invited with the reason.

    Raises:
        ValidationError: for something else than whom to invite, such as the message.
    """
    sent, failed = list[Sent](), list[tuple[User | str, str]]()
    for invitee in invitees:
        try:
            sent.append(send(invitee))
        except ValidationError as error:
            if hasattr(error, "error_dict") and "email" not in error.error_dict:
                raise
            failed.append((invitee, " ".join(error.messages)))
        except RateLimited as error:
            failed.append((invitee, str(error)))
    return sent, failed


def not_invitable(organization: Organization, users: Sequence[User], *, by: User) -> dict[int, Failure]:
    """Return those of `users` whom `invite_all` would not invite, by primary key, with the reasons."""
    problems = problems_of(organization, users, by=by)
    return {user.pk: Failure(str(user), _REASONS[problems[user.pk]]) for user in users if user.pk in problems}
