"""How the Portal API shows people, teams and what they may do.

Members that say something private about someone else are null; no member is left out.
"""

from typing import Any

from accounts.api.users import to_contact_dict
from accounts.models import User
from contributors.access_settings import IMPERSONATION_FIELDS, AccessSettings
from contributors.models import AccessGrant, Team, TeamMember
from organizations.api.organizations import serialize as organization_dict

# The name of each permission to impersonate in the API, beside the field of an access grant.
IMPERSONATION_MEMBERS = {
    f"Impersonate{kind.capitalize()}": name for kind, name in IMPERSONATION_FIELDS.items()
}


def settings_dict(settings: AccessSettings) -> dict[str, Any]:
    """Return the admin flag and the permissions to impersonate."""
    return {
        "IsAdmin": settings.is_admin,
        **{member: name in settings.permissions for member, name in IMPERSONATION_MEMBERS.items()},
    }


def assignment_dict(grant: AccessGrant) -> dict[str, Any]:
    """Return what an access grant gives, and whether it is accepted."""
    return {
        "Roles": list(AccessSettings.of(grant).roles),
        **settings_dict(AccessSettings.of(grant)),
        "Accepted": grant.is_accepted,
    }


def user_assignment_dict(grant: AccessGrant) -> dict[str, Any]:
    """Return an access grant of a user; their email only once they accepted.

    Of an invitation to an address, only the address is known, whether or not it has an account.
    """
    if grant.user:
        user = to_contact_dict(grant.user, with_email=grant.is_accepted)
    else:
        user = to_contact_dict(User(username=None, email=grant.email), with_email=True)
    return {"User": user, **assignment_dict(grant)}


def team_assignment_dict(grant: AccessGrant, viewer: User) -> dict[str, Any]:
    """Return an access grant of a team, which the vendor's client reads as `User`."""
    team = team_dict(grant.team, viewer) if grant.team else None
    return {"Team": team, "User": team, **assignment_dict(grant)}


def organization_assignment_dict(grant: AccessGrant, viewer: User) -> dict[str, Any]:
    """Return an access grant with its organization."""
    return {"Org": organization_dict(grant.organization, viewer), **assignment_dict(grant)}


def team_dict(team: Team, viewer: User) -> dict[str, Any]:
    """Return a team; only its owner sees the owner's email."""
    return {
        "Id": team.pk,
        "Name": team.name,
        "ExcludeFromSearch": team.exclude_from_search,
        "Owner": to_contact_dict(team.owner, with_email=team.owner_id == viewer.pk),
    }


def member_dict(member: TeamMember) -> dict[str, Any]:
    """Return a member of a team; the email only once they accepted."""
    user = to_contact_dict(member.user, with_email=member.is_accepted) if member.user else None
    return {"User": user, "IsAdmin": member.is_admin}
