"""Notices about teams, to whom they concern."""

from django.urls import reverse

from accounts.models import User
from accounts.notices.kinds import NoticeKind
from accounts.notices.queue import notify
from accounts.operators import Actor, user_of
from contributors.grants.notices import name_of
from contributors.invitations.rows import team_admins
from contributors.models import Team, TeamMember
from lib.next_url import url_or_home


def tell_member(member: TeamMember, did: str, *, by: Actor) -> None:
    """Tell a member what someone else did, such as "removed you from team Traders."."""
    if member.user:
        tell_users([member.user], member.team, f"{name_of(by)} {did}", by=by)


def tell_users(users: list[User], team: Team, sentence: str, *, by: Actor) -> None:
    """Tell users what changed for them, but not who did it."""
    for user in users:
        if user != user_of(by):
            notify(user, NoticeKind.ACCESS_CHANGED, f"Team {team}", sentence, url_or_home(""))


def tell_admins(team: Team, sentence: str, *, by: Actor) -> None:
    """Tell the admins of a team who joined or left."""
    for user in team_admins(team):
        if user != user_of(by):
            url = reverse("teams:detail", args=[team.pk])
            notify(user, NoticeKind.TEAM_CHANGED, f"Team {team}", sentence, url)
