"""Notices to be sent: each is a row first, so it is sent exactly when its transaction commits."""

from accounts.models import Notice, User
from accounts.notices.kinds import NoticeKind


def notify(user: User, kind: NoticeKind, heading: str, sentence: str, url: str) -> None:
    """Queue a notice to `user`; several of one moment become one email.

    Args:
        heading: what it is about, such as the name and environment of an organization.
        sentence: what happened, as a whole sentence with who did it.
        url: the path of the page to look at.
    """
    if user.is_active:
        Notice.objects.create(user=user, kind=kind, heading=heading, sentence=sentence, url=url)
