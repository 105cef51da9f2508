"""Who can be invited to an organization: what is typed, and what the search finds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from accounts.models import User
from accounts.search.query import search_users
from accounts.validators import email as email_address
from contributors.models import AccessGrant, TeamMember
from lib.plain_text import is_storable
from organizations.models import Organization

MAX_RESULTS = 8
MAX_SHOWN = 100  # characters of what was typed, in a sentence
SEPARATORS = re.compile(r"[\n\r,;\t]+")
NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>")


@dataclass(frozen=True)
class Candidate:
    """A user that was searched for; `problem` says why they can't be invited."""

    user: User
    problem: str


@dataclass(frozen=True)
class Failure:
    """Something typed, or someone chosen, that was not invited, with the reason."""

    who: str
    reason: str


@dataclass(frozen=True)
class Resolved:
    """What typed text names: users by username, email addresses, and what is neither."""

    users: list[User]
    addresses: list[str]
    failures: list[Failure]


def split(text: str) -> list[str]:
    """Return what was typed or pasted, each once; commas, semicolons and lines separate.

    >>> split("olive, Dana Reyes <dana@example.com>;a@example.com b@example.com")
    ['olive', 'dana@example.com', 'a@example.com', 'b@example.com']
    """
    pieces: list[str] = []
    for piece in SEPARATORS.split(text):
        words = piece.split()
        if named := NAMED_ADDRESS.fullmatch(piece.strip()):
            pieces.append(named[1])
        elif all("@" in word for word in words):
            pieces += words
        else:
            pieces.append(" ".join(words))
    return list({piece.lower(): piece for piece in pieces}.values())


def resolve(pieces: Iterable[str]) -> Resolved:
    """Find the users of usernames, and check addresses. No address is looked up."""
    pieces = list(pieces)
    names = [piece for piece in pieces if "@" not in piece and is_storable(piece)]
    active = User.objects.filter(is_active=True).alias(folded=Lower("username"))
    found = {(user.username or "").lower(): user for user in active.filter(folded__in=map(str.lower, names))}
    result = Resolved([], [], [])
    for piece in pieces:
        if "@" in piece:
            try:
                result.addresses.append(email_address.clean(piece))
            except ValidationError as error:
                result.failures.append(Failure(piece[:MAX_SHOWN], " ".join(error.messages)))
        elif piece.lower() in found:
            result.users.append(found[piece.lower()])
        else:
            reason = "No one has this username. Select someone from the search, or enter an email address."
            result.failures.append(Failure(piece[:MAX_SHOWN], reason))
    return result


def search(organization: Organization, text: str, *, by: User) -> list[Candidate]:
    """Return users whose name or username matches, also who can't be invited; none for an address."""
    if "@" in text:
        return []
    users = search_users(text, limit=MAX_RESULTS)
    problems = problems_of(organization, users, by=by)
    return [Candidate(user, problems.get(user.pk, "")) for user in users]


def problems_of(organization: Organization, users: Sequence[User], *, by: User) -> dict[int, str]:
    """Return why some of `users` can't be invited, by their primary keys."""
    ids = [user.pk for user in users]
    problems = dict.fromkeys(_through_teams(organization, ids), "already a contributor through a team")
    for grant in AccessGrant.objects.filter(organization=organization, user__in=ids):
        if grant.is_accepted:
            problems[grant.user_id or 0] = "already a contributor"
        elif not grant.is_expired:
            problems.setdefault(grant.user_id or 0, "already invited")
    problems |= {user.pk: "deactivated" for user in users if not user.is_active}
    return problems | {by.pk: "you"} | {organization.owner_id: "the owner"}


def _through_teams(organization: Organization, ids: list[int]) -> list[int]:
    teams = AccessGrant.objects.accepted().filter(organization=organization).exclude(team=None)
    members = TeamMember.objects.accepted().filter(team__in=teams.values("team"), user__in=ids)
    return [user_id for user_id in members.values_list("user_id", flat=True) if user_id]
