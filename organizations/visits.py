"""Records when a user opened an organization, for "Last opened" on the home page."""

from accounts.models import User
from lib import clock
from organizations.models import Organization, Visit


def record(user: User, organization: Organization) -> None:
    """Record that `user` opened `organization` now."""
    Visit.objects.update_or_create(user=user, organization=organization, defaults={"visited_at": clock.now()})
