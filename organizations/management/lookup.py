"""Look up organizations and users for management commands."""

from django.core.management.base import CommandError

from accounts.models import User
from organizations.models import Organization


def get_organization(organization_id: str, *, include_deleted: bool = False) -> Organization:
    """Return the organization with that ID, in any case of letters.

    Raises:
        CommandError: if there is none, or it is deleted and `include_deleted` is false.
    """
    organizations = Organization.objects.all() if include_deleted else Organization.objects.active()
    organization = organizations.filter(pk__iexact=organization_id).first()
    if organization is None:
        raise CommandError(f"There is no organization {organization_id}.")
    return organization


def get_user(username: str) -> User:
    """Return the user with that username, in any case of letters.

    Raises:
        CommandError: if there is none.
    """
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"No user has the username {username}.")
    return user
