"""Remembers when somebody opened an organization, for "Last opened" on their home page."""

from lib import clock
from organizations.models import Organization, Visit


def record(user, organization: Organization) -> None:
    """Notes that `user` opened `organization` just now."""
    Visit.objects.update_or_create(user=user, organization=organization, defaults={"visited_at": clock.now()})
