"""The cast of the tests, their organizations and their access.

Olive owns, Adam administers, Tess has access through a team, Victor may only read, Ida is invited and has not
accepted, Stan has no access, Oscar is an operator.
"""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import User
from contributors.models import AccessGrant, AccessPreset, Team, TeamMember
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from organizations.models import (
    STAGING_SUFFIX,
    Connection,
    Environment,
    Organization,
    StagingPair,
)

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"  # of an operator's authenticator app
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
    """Create the row of a marketplace on the emulator, without the marketplace."""
    organization = Organization.objects.create(
        **{"id": id, "name": id, "environment": environment, "owner": owner, **fields}
    )
    Connection.objects.create(organization=organization, type=Connection.Type.EMULATOR)
    return organization


def create_staging_pair(owner: User, id: str, **fields) -> StagingPair:
    """Create a Production organization `id`, and the Staging one that is restored from it."""
    return StagingPair.objects.create(
        production=create_organization(owner, id, Environment.PRODUCTION, **fields),
        staging=create_organization(owner, id + STAGING_SUFFIX, Environment.STAGING, **fields),
    )


def create_access(
    organization: Organization, roles: list[str], *, accepted: bool = True, **fields
) -> AccessGrant:
    """Create an access grant of `user=` or `team=`, accepted by default."""
    grant = build_access(organization, roles, accepted=accepted, **fields)
    grant.save()
    return grant


def build_access(
    organization: Organization, roles: list[str], *, accepted: bool = True, **fields
) -> AccessGrant:
    """Return what `create_access` saves."""
    return AccessGrant(
        organization=organization,
        roles=roles,
        invited_by=organization.owner,
        accepted_at=clock.now() if accepted else None,
        expires_at=None if accepted else clock.now() + INVITATION_DURATION,
        **fields,
    )


def create_team(owner: User, name: str, *members: User, **fields) -> Team:
    """Create a team whose members have all accepted."""
    team = Team.objects.create(name=name, owner=owner, **fields)
    for member in members:
        TeamMember.objects.create(team=team, user=member, invited_by=owner, accepted_at=clock.now())
    return team


@dataclass(frozen=True)
class Cast:
    """The users, and an organization of each environment: `pair` and `sandbox`."""

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
    def users(self) -> dict[str, User]:
        """Return the users by username, in the order of the docstring above."""
        return {name: getattr(self, name) for name in USERNAMES}


# Rows that a migration creates and a test of several connections removes; so the cast brings them.
PRESETS = {
    "Catalog manager": ["CatalogAdmin", "CategoryAdmin", "ProductAdmin"],
    "Order reader": ["OrderReader", "ShipmentReader"],
}


def create_presets() -> None:
    """Create the access presets unless the migration's are there."""
    if not AccessPreset.objects.exists():
        for position, (name, roles) in enumerate(PRESETS.items(), start=1):
            AccessPreset.objects.create(name=name, roles=roles, position=position)


USERNAMES = ("olive", "adam", "tess", "victor", "ida", "stan", "oscar")


def make_cast() -> Cast:
    """Create the cast, each with the same access to all three organizations."""
    users = {name: create_operator(name) if name == "oscar" else create_user(name) for name in USERNAMES}
    olive = users["olive"]
    create_presets()
    cast = Cast(
        **users,
        team=create_team(olive, "Traders", users["tess"], id="traders"),
        pair=create_staging_pair(olive, "acme", name="Acme"),
        sandbox=create_organization(olive, "acme_Sandbox", name="Acme"),
    )
    AccessGrant.objects.bulk_create(
        grant
        for organization in cast.organizations
        for grant in (
            build_access(organization, EDITORS, user=cast.adam, is_admin=True),
            build_access(organization, EDITORS, team=cast.team),
            build_access(organization, READERS, user=cast.victor),
            build_access(organization, READERS, user=cast.ida, accepted=False),
        )
    )
    return cast
