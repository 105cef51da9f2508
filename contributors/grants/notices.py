"""Notices about changes of access, to whom they concern."""

from django.urls import reverse

from accounts.models import User
from accounts.notices.kinds import NoticeKind
from accounts.notices.queue import notify
from accounts.operators import Actor, Operator, user_of
from contributors.models import AccessGrant, TeamMember
from lib.next_url import url_or_home
from organizations.models import Organization


def heading_of(organization: Organization) -> str:
    """Return the name and the environment of an organization."""
    return f"{organization.name} ({organization.environment})"


def name_of(actor: Actor) -> str:
    """Return who acted, for the start of a sentence."""
    return "An operator of this portal" if isinstance(actor, Operator) else str(actor)


def holders_of(grant: AccessGrant) -> list[User]:
    """Return the people who have access by `grant`: its user, or the members of its team."""
    if grant.user:
        return [grant.user]
    members = TeamMember.objects.accepted().filter(team=grant.team).select_related("user")
    return [member.user for member in members if member.user]


def notify_owner(organization: Organization, sentence: str, *, by: Actor) -> None:
    """Tell the owner what someone else granted or took away."""
    if user_of(by) != organization.owner:
        url = reverse("organizations:detail", args=[organization.pk])
        notify(organization.owner, NoticeKind.ACCESS_GRANTED, heading_of(organization), sentence, url)


def notify_holder(
    organization: Organization, user: User, sentence: str, *, by: Actor, lost_all: bool = False
) -> None:
    """Tell someone whose access changed, unless they changed it.

    Args:
        lost_all: whether they may no longer see the organization, so that the notice leads home.
    """
    url = url_or_home("") if lost_all else reverse("organizations:detail", args=[organization.pk])
    if user != user_of(by):
        notify(user, NoticeKind.ACCESS_CHANGED, heading_of(organization), sentence, url)
