"""What organizations add to the accounts of users."""

from collections.abc import Iterator

from django.db.models.functions import Lower

from accounts.models import User
from accounts.personal_tokens.organizations import OrganizationChoice, register_organizations
from organizations.access import visible_to


def choices_of(user: User) -> Iterator[OrganizationChoice]:
    """Yield the organizations that a personal access token of `user` can be limited to, by name."""
    visible = visible_to(user).order_by(Lower("name"), "environment", "pk")
    for id, name, environment in visible.values_list("pk", "name", "environment"):
        yield OrganizationChoice(id, name, environment)


def register() -> None:
    """Register with accounts; called from the app's `ready`."""
    register_organizations(choices_of)
