"""What a transfer changes, in words: before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from contributors.effective_access import EffectiveAccess, access_by_grants
from contributors.models import AccessGrant
from contributors.ownership.candidates import Candidate, summarize
from contributors.people import count_teams, people_of
from organizations.connections.dropping import own_account_connections
from organizations.models import Organization


@dataclass(frozen=True)
class Change:
    """One line of the table. `after` equals `now` for what stays the same."""

    subject: str
    now: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.now != self.after


def changes(organizations: Sequence[Organization], candidate: Candidate, *, stays: bool) -> list[Change]:
    """Return what changes when `candidate` becomes the owner and the owner stays as an admin or leaves."""
    owner, new_owner = organizations[0].owner, candidate.user
    former, new = _names(owner, new_owner)
    remaining = _access_through_teams(organizations, owner)
    keeps_access = stays or bool(remaining)
    after_leaving = summarize(remaining, organizations) if remaining else "No access"
    people, teams = len(people_of(organizations)), count_teams(organizations)
    return [
        Change("Owner", former, new),
        Change("Can transfer, delete", former, new),
        Change(former, "Owner", "Admin, full access" if stays else after_leaving),
        Change(new, candidate.summary, "All permissions"),
        *(
            Change(
                f"{connection.organization.environment} connection",
                "Works" if connection.status == connection.Status.WORKS else connection.get_status_display(),
                f"Needs an account of {new}",
            )
            for connection in own_account_connections(organizations, owner)
        ),
        Change("Contributors", str(people), str(people if keeps_access else people - 1)),
        Change("Teams", str(teams), str(teams)),
        Change("IDs, data, API clients", "Unchanged", "Unchanged"),
    ]


def _names(owner: User, new_owner: User) -> tuple[str, str]:
    """Return the first names, or the usernames of two people with one first name."""
    short = owner.get_short_name(), new_owner.get_short_name()
    return short if short[0] != short[1] else (str(owner.username), str(new_owner.username))


def _access_through_teams(organizations: Sequence[Organization], user: User) -> dict[str, EffectiveAccess]:
    grants = AccessGrant.objects.filter(
        organization__in=organizations,
        accepted_at__isnull=False,
        team__members__user=user,
        team__members__accepted_at__isnull=False,
    ).select_related("team")
    found: dict[str, list[AccessGrant]] = {}
    for grant in grants:
        found.setdefault(grant.organization_id, []).append(grant)
    return {id: access_by_grants(tuple(items)) for id, items in found.items()}
