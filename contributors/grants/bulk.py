"""One change of the access of many people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from accounts.operators import Actor
from contributors.access_changes import AccessChanges
from contributors.access_settings import AccessSettings
from contributors.grants.changing import add_direct, change
from contributors.models import AccessGrant, TeamMember
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

MAX_PEOPLE = 500
NO_DIRECT_ACCESS = "Has no direct access. Change the access of the team instead."
OWNER = "Owns the organization, and has every right."


@dataclass(frozen=True)
class PersonChange:
    """What happens to one person; `problem` says why nothing does."""

    user: User
    changes: AccessChanges
    problem: str = ""


@dataclass
class Outcome:
    """Who was changed, who had it already, and who was not changed with the reason."""

    changed: list[User] = field(default_factory=list)
    unchanged: list[User] = field(default_factory=list)
    failures: list[tuple[User, str]] = field(default_factory=list)


def preview(
    organization: Organization, users: Iterable[User], chosen: AccessSettings, *, removes: bool
) -> list[PersonChange]:
    """Return what `change_all` would do to each person, by name. Two queries."""
    users = sorted(users, key=lambda user: (str(user).lower(), user.pk))
    direct = _direct_grants(organization, users)
    through_team = _through_teams(organization, users)
    return [
        _person_change(organization, user, direct.get(user.pk), user.pk in through_team, chosen, removes)
        for user in users
    ]


def change_all(
    organization: Organization, users: Iterable[User], chosen: AccessSettings, *, removes: bool, by: Actor
) -> Outcome:
    """Add what is chosen to the direct access of each person, or take it away.

    Each is changed by itself, so that one who can't be changed stops no other.

    Args:
        removes: whether the chosen roles and permissions are taken away.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        ValidationError: for too many people.
    """
    require(by, Can.MANAGE, organization)
    users = list(users)
    if len(users) > MAX_PEOPLE:
        raise ValidationError(f"Change at most {MAX_PEOPLE} people at a time.")
    outcome = Outcome()
    for item in preview(organization, users, chosen, removes=removes):
        if item.problem:
            outcome.failures.append((item.user, item.problem))
        elif not item.changes:
            outcome.unchanged.append(item.user)
        else:
            _change_one(organization, item.user, chosen, removes, by, outcome)
    return outcome


def _direct_grants(organization: Organization, users: Collection[User]) -> dict[int, AccessGrant]:
    grants = AccessGrant.objects.filter(organization=organization, user__in=users)
    return {grant.user_id: grant for grant in grants.select_related("user") if grant.user_id}


def _through_teams(organization: Organization, users: Collection[User]) -> set[int | None]:
    grants = AccessGrant.objects.accepted().filter(organization=organization, team__isnull=False)
    members = TeamMember.objects.accepted().filter(team__in=grants.values("team"), user__in=users)
    return set(members.values_list("user_id", flat=True))


def _person_change(
    organization: Organization,
    user: User,
    grant: AccessGrant | None,
    is_in_team: bool,
    chosen: AccessSettings,
    removes: bool,
) -> PersonChange:
    held = AccessSettings.of(grant) if grant else AccessSettings()
    after = _after(held, chosen, removes)
    problem = ""
    if user == organization.owner:
        problem = OWNER
    elif grant is None and (removes or not is_in_team):
        problem = NO_DIRECT_ACCESS
    return PersonChange(user, AccessChanges(held, after), problem)


def _after(held: AccessSettings, chosen: AccessSettings, removes: bool) -> AccessSettings:
    return held.difference(chosen) if removes else held.union(chosen)


def _change_one(
    organization: Organization,
    user: User,
    chosen: AccessSettings,
    removes: bool,
    by: Actor,
    outcome: Outcome,
) -> None:
    # From what is stored now: while others were changed, someone may have taken a right away.
    grants = AccessGrant.objects.filter(organization=organization, user=user)
    grant = grants.select_related("user").first()
    try:
        if grant:
            wanted = _after(AccessSettings.of(grant), chosen, removes)
            change(grant, wanted, by=by, version=grant.version)
        elif removes:
            raise ValidationError(NO_DIRECT_ACCESS)
        else:
            add_direct(organization, user, chosen, by=by)
    except PermissionDenied as error:  # NotGrantable, which names the rights
        outcome.failures.append((user, str(error)))
    except ValidationError as error:
        outcome.failures.append((user, " ".join(error.messages)))
    else:
        outcome.changed.append(user)
