"""What pages of an organization show of its connection and of its pair."""

from accounts.models import User
from organizations import pairing
from organizations.models import Connection, Environment, Organization
from organizations.panels import Panel, PanelContext
from organizations.permissions import Can
from organizations.staging_pairs import pair_of


def notice(user: User, organization: Organization) -> PanelContext | None:
    """Return what stands on top of an organization whose connection does not work."""
    connection = organization.connection
    if connection.status == Connection.Status.WORKS:
        return None
    return {
        "organization": organization,
        "connection": connection,
        "can_connect": user.has_perm(Can.CONNECT, organization),
    }


def pair_actions(user: User, organization: Organization) -> PanelContext | None:
    """Return what a user may do about the pair of an organization: link it, or unlink it."""
    if organization.environment == Environment.SANDBOX or not user.has_perm(Can.CONNECT, organization):
        return None
    pair = pair_of(organization)
    if pair is None:
        linkable = pairing.linkable(organization, user)
        environment = pairing.OTHER_SIDE[Environment(organization.environment)]
        context = {"organization": organization, "linkable": linkable, "environment": environment}
        return context if linkable else None
    return {"organization": organization, "is_linked": True} if pairing.can_unlink(pair, user) else None


PANELS = [
    Panel("notice", 10, "organizations/_connection_notice.html", notice),
    Panel("pair", 90, "organizations/_pair_actions.html", pair_actions),
]
