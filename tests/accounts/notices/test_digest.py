"""Notices by email: those of one moment become one email, and none is lost or sent twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from structlog.testing import capture_logs

from accounts import cleanup, tasks
from accounts.mail import outbox
from accounts.models import Notice, OutgoingMail
from accounts.notices import digest
from accounts.notices.kinds import LABELS, SECURITY_KINDS, SUBJECTS, NoticeKind
from lib import clock
from tests.cast import create_user
from tests.concurrency import run_concurrently
from tests.mail import mails_to

pytestmark = pytest.mark.django_db
ACME = {"kind": NoticeKind.ACCESS_CHANGED, "heading": "Acme (Sandbox)", "url": "/organizations/acme_Sandbox/"}


class Killed(BaseException):
    """The end of a process."""


def test_a_batch_of_50_is_one_email_with_a_heading_for_each_organization(olive, tell, send_later):
    for number in range(50):
        tell(olive, f"Adam changed your access: added Role{number}.", **ACME)
        if number % 10 == 0:
            tell(olive, f"Person {number} joined.")
    assert send_later() == 1
    (mail,) = mails_to(olive.email)
    assert mail.subject == "55 updates: Acme (Sandbox), Traders"
    assert mail.text.count("Acme (Sandbox)\n") == mail.text.count("Traders\n") == 1
    assert mail.text.count("Adam changed your access") == 50
    assert mail.text.count("/organizations/acme_Sandbox/\n") == 1
    assert mail.text.index("Role49") < mail.text.index("Person 0")
    assert send_later() == 0


def test_an_email_that_cannot_be_made_keeps_no_other_back(olive, tell, send_later, monkeypatch):
    adam, render = create_user("adam"), digest.mail_messages.render

    def fail_for_olive(template, user, **context):
        if user == olive:
            raise ValueError("secret of Olive")
        return render(template, user, **context)

    tell(olive, "Adam joined.")
    tell(adam, "You joined.")
    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(digest.mail_messages, "render", fail_for_olive)
        assert send_later() == 1
    assert mails_to(adam.email)
    assert logs == [
        {"event": "notices_not_sent", "id": olive.pk, "error": "ValueError", "log_level": "error"}
    ]
    assert send_later() == 1  # once it can be made, it is sent
    assert mails_to(olive.email)


def test_a_single_notice_reads_like_any_email(olive, tell, send_later, settings):
    tell(olive, "Adam changed your access: added ProductAdmin.", **ACME)
    send_later()
    (mail,) = mails_to(olive.email)
    assert mail.subject == "Acme (Sandbox): your access changed"
    assert mail.text.startswith(
        "Hi Olive,\n\nAcme (Sandbox)\n- Adam changed your access: added ProductAdmin.\n"
        f"{settings.SITE_URL}/organizations/acme_Sandbox/\n\nChoose which emails you get:\n"
    )
    assert "unsubscribe" not in mail.text


def test_notices_wait_a_minute_for_others_unless_they_are_flushed(olive, tell):
    tell(olive, "Adam joined.")
    assert digest.send_due() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=50)):
        tell(olive, "Tess joined.")
        assert digest.send_due() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert digest.send_due() == 1  # by its oldest
    tell(olive, "Victor left.")
    assert digest.send_due(flush=True) == 1
    assert {mail.subject for mail in mails_to(olive.email)} == {
        "2 updates: Traders",
        "Traders: your team changed",
    }


def test_everyone_gets_their_own_email(olive, tell, send_later):
    adam = create_user("adam")
    tell(olive, "Tess joined.")
    tell(adam, "Victor joined.")
    assert send_later() == 2
    assert "Victor" not in mails_to(olive.email)[0].text
    assert "Tess" not in mails_to(adam.email)[0].text


def test_a_worker_that_is_killed_loses_no_notice_and_sends_none_twice(olive, tell, send_later, monkeypatch):
    tell(olive, "Adam joined.")
    queue = outbox.queue_mail

    def die(*arguments, **context):
        queue(*arguments, **context)
        raise Killed

    monkeypatch.setattr(outbox, "queue_mail", die)
    with pytest.raises(Killed):
        send_later()
    monkeypatch.undo()
    assert not OutgoingMail.objects.exists()
    assert send_later() == 1
    assert len(mails_to(olive.email)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_notice_once(olive, tell):
    for number in range(20):
        tell(olive, f"Person {number} joined.")

    def send():
        digest.send_due(flush=True)
        connection.close()

    run_concurrently([send] * 4)
    (mail,) = mails_to(olive.email)
    assert mail.text.count(" joined.") == 20


def test_a_deactivated_account_gets_nothing(olive, tell, send_later):
    tell(olive, "Adam joined.")
    olive.is_active = False
    olive.save()
    tell(olive, "Tess joined.")
    assert send_later() == 0
    assert not Notice.objects.exists()


def test_names_with_line_breaks_or_of_any_length_break_neither_subject_nor_list(olive, tell, send_later):
    tell(olive, "Adam\n- Forged line", heading="Acme\r\nBcc: someone@example.com")
    tell(olive, "Adam joined.", heading="x" * 200)
    send_later()
    (mail,) = mails_to(olive.email)
    assert mail.subject == f"2 updates: Acme Bcc: someone@example.com, {'x' * 79}…"
    assert "- Adam - Forged line\n" in mail.text


def test_more_than_an_email_holds_is_counted_and_the_rest_follows(olive, tell, monkeypatch):
    monkeypatch.setattr(digest, "MAX_NOTICES", 60)
    for number in range(70):
        tell(olive, f"Person {number} joined.")
    digest.send_due(flush=True)
    assert "- And 10 more.\n" in mails_to(olive.email)[0].text
    digest.send_due(flush=True)
    assert mails_to(olive.email)[0].subject == "10 updates: Traders"


def test_many_headings_are_counted_in_the_subject(olive, tell, send_later):
    for name in ("Acme", "Bits", "Corn", "Dough"):
        tell(olive, "Adam joined.", heading=name)
    send_later()
    assert mails_to(olive.email)[0].subject == "4 updates: Acme, Bits and 2 more"


def test_every_kind_has_a_label_and_a_subject():
    assert set(LABELS) == set(SUBJECTS) == set(NoticeKind)
    assert set(NoticeKind) > SECURITY_KINDS


def test_sent_notices_are_deleted_after_30_days_and_waiting_ones_stay(olive, tell):
    tell(olive, "Adam joined.")
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert tasks.send_notices() == 1
        tell(olive, "Tess joined.")
    with time_machine.travel(clock.now() + timedelta(days=60)):
        assert cleanup.clean_up()["notices"] == 0
    with time_machine.travel(clock.now() + timedelta(days=62)):
        assert cleanup.clean_up()["notices"] == 1
    assert Notice.objects.get().sentence == "Tess joined."
