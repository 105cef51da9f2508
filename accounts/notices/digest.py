"""Notices by email: those of one moment become one email for each user."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from accounts.mail import messages as mail_messages
from accounts.mail import outbox
from accounts.models import Notice, User
from accounts.notices import preferences, unsubscribing
from accounts.notices.kinds import SECURITY_KINDS, SUBJECTS, NoticeKind
from lib import clock
from lib.batches import try_each

# How long notices are collected.
DIGEST_INTERVAL = timedelta(seconds=60)
MAX_NOTICES = 500  # in an email; the rest follows in the next one
MAX_SENTENCES = 50  # about one thing
SUBJECT_HEADINGS = 2
HEADING_LENGTH = 80


@dataclass(frozen=True)
class Section:
    """What an email says about one thing, with the pages to look at.

    Attributes:
        sentences: the first `MAX_SENTENCES`; `more` counts the rest.
    """

    heading: str
    sentences: list[str]
    more: int
    links: list[str]


def send_due(*, flush: bool = False) -> int:
    """Queue an email for each user whose oldest notice waited long enough, and return their number.

    Args:
        flush: send all notices now.
    """
    waiting = Notice.objects.filter(sent_at=None).values("user").annotate(oldest=Min("created_at"))
    if not flush:
        waiting = waiting.filter(oldest__lte=clock.now() - DIGEST_INTERVAL)
    return try_each(waiting.values_list("user", flat=True), _send_to, "notices_not_sent")


def _send_to(user_id: int) -> bool:
    """Queue the email and mark its notices in one transaction, so that each is sent exactly once."""
    with transaction.atomic():
        claimed = Notice.objects.select_for_update(skip_locked=True).filter(user=user_id, sent_at=None)
        notices = list(claimed.order_by("created_at", "pk")[:MAX_NOTICES])
        if not notices:
            return False  # another worker is sending them
        user = User.objects.get(pk=user_id)
        wanted = preferences.wanted_kinds(user) if user.is_active else frozenset()
        unwanted = [notice.pk for notice in notices if notice.kind not in wanted]
        Notice.objects.filter(pk__in=unwanted).delete()
        sent = [notice for notice in notices if notice.kind in wanted]
        Notice.objects.filter(pk__in=[notice.pk for notice in sent]).update(sent_at=clock.now())
        if sent:
            _queue(user, sent)
        return bool(sent)


def _queue(user: User, notices: list[Notice]) -> None:
    kinds = {NoticeKind(notice.kind) for notice in notices}
    link = "" if kinds & SECURITY_KINDS else unsubscribing.link_for(user, kinds)
    subject, text = mail_messages.render(
        "digest", user, subject=_subject(notices), sections=_sections(notices), unsubscribe_url=link
    )
    outbox.queue_mail(user.email, subject, text, headers=unsubscribing.headers_for(link) if link else None)


def _subject(notices: list[Notice]) -> str:
    """Return what an email is about: what happened in one case, otherwise how much and where."""
    headings = [_shortened(heading) for heading in dict.fromkeys(notice.heading for notice in notices)]
    if len(notices) == 1:
        return f"{headings[0]}: {SUBJECTS[NoticeKind(notices[0].kind)]}"
    others = len(headings) - SUBJECT_HEADINGS
    where = ", ".join(headings[:SUBJECT_HEADINGS]) + (f" and {others} more" if others > 0 else "")
    return f"{len(notices)} updates: {where}"


def _shortened(heading: str) -> str:
    line = " ".join(heading.split())
    return line if len(line) <= HEADING_LENGTH else line[: HEADING_LENGTH - 1] + "…"


def _sections(notices: list[Notice]) -> list[Section]:
    """Return the notices by what they are about, in the order in which it happened first."""
    first = {notice.heading: position for position, notice in reversed(list(enumerate(notices)))}
    in_order = sorted(notices, key=lambda notice: first[notice.heading])
    sections = []
    for heading, group in groupby(in_order, key=lambda notice: notice.heading):
        about = list(group)
        sections.append(
            Section(
                heading=" ".join(heading.split()),
                sentences=[" ".join(notice.sentence.split()) for notice in about[:MAX_SENTENCES]],
                more=max(0, len(about) - MAX_SENTENCES),
                links=[settings.SITE_URL + url for url in dict.fromkeys(notice.url for notice in about)],
            )
        )
    return sections
