"""Organizations to which a personal access token can be limited; upper layers say which there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import PersonalAccessToken, User


@dataclass(frozen=True)
class OrganizationChoice:
    """An organization that a user may choose, by its Portal ID."""

    id: str
    name: str
    environment: str


_providers: list[Callable[[User], Iterable[OrganizationChoice]]] = []


def register_organizations(provider: Callable[[User], Iterable[OrganizationChoice]]) -> None:
    """Let an upper layer say which organizations a user has access to."""
    _providers.append(provider)


def choices(user: User) -> list[OrganizationChoice]:
    """Return the organizations that `user` has access to, by name."""
    return [choice for provider in _providers for choice in provider(user)]


def forget(organization_id: str) -> None:
    """Take a purged organization out of all tokens, since its ID can be given to another one.

    A token that was limited to it alone grants nothing from then on.
    """
    with transaction.atomic():
        limited = PersonalAccessToken.objects.select_for_update().exclude(organizations=None)
        for token in limited.only("organizations"):
            if organization_id in token.organizations:
                token.organizations.remove(organization_id)
                token.save(update_fields=["organizations"])
