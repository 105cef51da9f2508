"""Links in the emails of invitations: a token for each, of which only the digest is stored."""

import secrets

from django.conf import settings
from django.urls import reverse

from accounts.codes.one_time import digest
from contributors.models import AccessGrant, TeamMember

Invitation = AccessGrant | TeamMember
CONTEXT = "invitation"  # of the digest


def renew_link(invitation: Invitation) -> str:
    """Give `invitation` a new link and return its URL; every earlier link is dead. Does not save."""
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token, CONTEXT)
    return settings.SITE_URL + reverse("invitations:link", args=[token])


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that is not accepted yet and whose latest email has the link with `token`."""
    condition = {"token_digest": digest(token, CONTEXT), "accepted_at": None}
    grant = (
        AccessGrant.objects.filter(**condition, organization__deleted_at=None)
        .select_related("organization__owner", "user", "invited_by")
        .first()
    )
    if grant is not None:
        return grant
    return TeamMember.objects.filter(**condition).select_related("team__owner", "user", "invited_by").first()
