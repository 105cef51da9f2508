"""The cast of the tests, and what lies between them.

Olive owns, Adam administers, Tess comes in through a team, Victor may only look, Ida is invited and
has not accepted, Stan is a stranger, Oscar is an operator.
"""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from lib import clock
from organizations.models import (
    STAGING_SUFFIX,
    Connection,
    Environment,
    Organization,
    StagingPair,
)

PASSWORD = "correct horse battery staple"
APP_SECRET = "JBSWY3DPEHPK3PXP"  # of an operator's authenticator app
READERS = ["BuyerReader", "CategoryReader", "ProductReader"]
EDITORS = ["BuyerReader", "CategoryAdmin", "ProductAdmin"]


def create_user(username: str, **fields) -> User:
    """Create a user who can sign in with `PASSWORD`."""
    fields = {"email": f"{username}@example.com", "name": username.capitalize(), **fields}
    return User.objects.create_user(username, password=PASSWORD, **fields)


def create_operator(username: str, **fields) -> User:
    """Create an operator with every permission in the admin site and two-factor authentication."""
    user = create_user(username, is_staff=True, is_superuser=True, **fields)
    TOTP.activate(user, generate_totp_secret())
    return user


def create_organization(
    owner: User, id: str, environment: str = Environment.SANDBOX, **fields
) -> Organization:
    """A row for a marketplace on the emulator; the marketplace itself is not made."""
    made = Organization.objects.create(
        **{"id": id, "name": id, "environment": environment, "owner": owner, **fields}
    )
    Connection.objects.create(organization=made, type=Connection.Type.EMULATOR)
    return made


def create_staging_pair(owner: User, id: str, **fields) -> StagingPair:
    """A Production organization `id`, and the Staging one that is restored from it."""
    return StagingPair.objects.create(
        production=create_organization(owner, id, Environment.PRODUCTION, **fields),
        staging=create_organization(owner, id + STAGING_SUFFIX, Environment.STAGING, **fields),
    )


def create_access(
    organization: Organization, roles: list[str], *, accepted: bool = True, **fields
) -> AccessGrant:
    """An access of `user=` or `team=`, accepted by default."""
    return AccessGrant.objects.create(
        organization=organization,
        roles=roles,
        invited_by=organization.owner,
        accepted_at=clock.now() if accepted else None,
        **fields,
    )


def create_team(owner: User, name: str, *members: User) -> Team:
    """A team whose members have all accepted."""
    made = Team.objects.create(name=name, owner=owner)
    for member in members:
        TeamMember.objects.create(team=made, user=member, invited_by=owner, accepted_at=clock.now())
    return made


@dataclass(frozen=True)
class Cast:
    """Everybody, around one organization of each environment: `pair` and `sandbox`."""

    olive: User
    adam: User
    tess: User
    victor: User
    ida: User
    stan: User
    oscar: User
    team: Team
    pair: StagingPair
    sandbox: Organization

    @property
    def organizations(self) -> list[Organization]:
        return [self.pair.production, self.pair.staging, self.sandbox]

    @property
    def people(self) -> dict[str, User]:
        """By their names, in the order of the docstring above."""
        return {name: getattr(self, name) for name in PEOPLE}


PEOPLE = ("olive", "adam", "tess", "victor", "ida", "stan", "oscar")


def make_cast() -> Cast:
    """Makes everybody and gives each the access of their part, in all three organizations alike."""
    people = {name: create_operator(name) if name == "oscar" else create_user(name) for name in PEOPLE}
    olive = people["olive"]
    cast = Cast(
        **people,
        team=create_team(olive, "Traders", people["tess"]),
        pair=create_staging_pair(olive, "acme", name="Acme"),
        sandbox=create_organization(olive, "acme_Sandbox", name="Acme"),
    )
    for place in cast.organizations:
        create_access(place, EDITORS, user=cast.adam, is_admin=True)
        create_access(place, EDITORS, team=cast.team)
        create_access(place, READERS, user=cast.victor)
        create_access(place, READERS, user=cast.ida, accepted=False)
    return cast
