"""Emails about a transfer, to the former and the new owner."""

from django.conf import settings
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from accounts.operators import Actor, user_of
from organizations.models import Connection, Organization


def send_transferred(
    organizations: list[Organization],
    former_owner: User,
    new_owner: User,
    *,
    stays: bool,
    dropped: list[Connection],
    by: Actor,
) -> None:
    """Tell both owners what changed and what they have to do. Call it in the transaction of the transfer.

    Args:
        stays: whether the former owner stays as an admin.
        dropped: the connections that used the former owner's account.
    """
    context = {
        "organization": organizations[0],
        "ids": [item.pk for item in organizations],
        "former_owner": former_owner,
        "new_owner": new_owner,
        "stays": stays,
        "dropped": [connection.organization_id for connection in dropped],
        "by_operator": user_of(by) != former_owner,
    }
    path = reverse("organizations:settings", args=[organizations[0].pk])
    if former_owner.is_active:
        mail_messages.send_template(
            "contributors/mail/transferred", former_owner, **context, url=settings.SITE_URL + path
        )
    mail_messages.send_template(
        "contributors/mail/became_owner",
        new_owner,
        **context,
        url=settings.SITE_URL + path,
    )
