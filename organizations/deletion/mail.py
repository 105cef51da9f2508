"""The email about a deletion, to the owner."""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from accounts.operators import Actor, user_of
from organizations.deletion.retention import recoverable_until
from organizations.models import Organization


def send_deleted(deleted: Sequence[Organization], *, by: Actor) -> None:
    """Tell each owner what was deleted and how to restore it. Call it in the transaction of the deletion."""
    by_owner: dict[User, list[Organization]] = defaultdict(list)
    for organization in deleted:
        by_owner[organization.owner].append(organization)
    for owner, organizations in by_owner.items():
        if owner.is_active:
            mail_messages.send_template(
                "organizations/mail/deleted",
                owner,
                organization=organizations[0],
                ids=[item.pk for item in organizations],
                by_operator=user_of(by) != owner,
                until=recoverable_until(organizations[0]),
                url=settings.SITE_URL + reverse(settings.LOGIN_REDIRECT_URL),
            )
