"""Many invitations together, with the reason for each that was not sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.invitations.candidates import Failure, problems_of
from contributors.invitations.sending import invite
from contributors.models import AccessGrant
from lib.rate_limit import RateLimited
from organizations.models import Organization

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
    outcome, problems = Outcome(), problems_of(organization, users, by=by)
    invitees: list[User | str] = [*users, *addresses]
    for invitee in invitees:
        try:
            if isinstance(invitee, User) and invitee.pk in problems:
                raise ValidationError(_REASONS[problems[invitee.pk]])
            outcome.sent.append(invite(organization, invitee, wanted, by=by, message=message))
        except ValidationError as error:
            if hasattr(error, "error_dict") and "email" not in error.error_dict:
                raise
            _fail(outcome, invitee, " ".join(error.messages))
        except RateLimited as error:
            _fail(outcome, invitee, str(error))
    return outcome


def not_invitable(organization: Organization, users: Sequence[User], *, by: User) -> dict[int, Failure]:
    """Return those of `users` whom `invite_all` would not invite, by primary key, with the reasons."""
    problems = problems_of(organization, users, by=by)
    return {user.pk: Failure(str(user), _REASONS[problems[user.pk]]) for user in users if user.pk in problems}


def _fail(outcome: Outcome, invitee: User | str, reason: str) -> None:
    # The line begins with the name.
    reason = capfirst(reason.removeprefix(f"{invitee} "))
    outcome.failures.append(Failure(str(invitee), reason))
    if isinstance(invitee, User):
        outcome.users.append(invitee)
    else:
        outcome.addresses.append(invitee)
