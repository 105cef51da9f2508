"""One-click unsubscribing from an email, as mail programs do it (RFC 8058)."""

import re
import threading
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client

from accounts.audit.events import Event
from accounts.mail import outbox
from accounts.models import AuditEntry
from accounts.notices import preferences, unsubscribing
from accounts.notices.kinds import OPTIONAL_KINDS, SECURITY_KINDS, NoticeKind
from lib import clock
from tests.cast import create_user
from tests.concurrency import run_concurrently
from tests.mail import mails_to

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(olive, tell, send_later, settings):
    """The path of the link in an email about a team."""
    tell(olive, "Adam joined.")
    send_later()
    (mail,) = mails_to(olive.email)
    (address,) = re.findall(r"<(.+)>", mail.headers["List-Unsubscribe"])
    assert f"\n{address}\n" in mail.text
    return address.removeprefix(settings.SITE_URL)


@pytest.fixture
def outsider():
    """A mail program: no cookie, no sign-in, and the forgery check on."""
    return Client(enforce_csrf_checks=True)


def wants_teams(user):
    return NoticeKind.TEAM_CHANGED in preferences.wanted_kinds(user)


def test_the_headers_are_in_the_message_as_sent(olive, link, settings, tmp_path):
    settings.MAIL_TRANSPORT, settings.MAIL_FOLDER = "accounts.mail.file_backend.FileBackend", tmp_path
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        outbox.send_pending()
    (file,) = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("kind", [NoticeKind.ACCESS_CHANGED, NoticeKind.ACCESS_GRANTED])
def test_an_email_that_also_concerns_security_has_no_such_link(olive, tell, send_later, kind):
    tell(olive, "Adam joined.")
    tell(olive, "Adam changed your access.", kind=kind)
    send_later()
    (mail,) = mails_to(olive.email)
    assert mail.headers == {}
    assert "unsubscribe" not in mail.text


def test_one_click_turns_off_the_kinds_of_the_email_and_no_others(olive, link, outsider):
    assert outsider.post(link, ONE_CLICK).status_code == 200
    assert preferences.wanted_kinds(olive) == set(NoticeKind) - {NoticeKind.TEAM_CHANGED}
    assert AuditEntry.objects.get(event=Event.NOTIFICATION_PREFERENCES_CHANGED).actor == olive


def test_a_link_scanner_that_only_reads_changes_nothing(olive, link, outsider):
    response = outsider.get(link)
    assert response.status_code == 200
    assert "Stop these emails?" in response.content.decode()
    assert outsider.head(link).status_code == 200
    assert wants_teams(olive)


def test_the_button_of_the_page_unsubscribes(olive, link, client):
    html = client.post(link).content.decode()
    assert "Unsubscribed" in html
    assert not wants_teams(olive)


def test_a_link_works_once_more_and_after_turning_on_again(olive, link, outsider):
    outsider.post(link, ONE_CLICK)
    assert outsider.post(link, ONE_CLICK).status_code == 200
    preferences.change(olive, list(NoticeKind))
    outsider.post(link, ONE_CLICK)
    assert not wants_teams(olive)


def test_a_forged_link_is_not_found_and_changes_nothing(olive, link, outsider):
    *before, token, _ = link.split("/")
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        signing.dumps([olive.pk, ["team_changed"]], salt="another"),
        signing.dumps([olive.pk, ["team_changed"]], key="guessed", salt=unsubscribing.SALT),
        "1",
        "x" * 5000,
    ]
    for path in ("/".join([*before, wrong, ""]) for wrong in forged):
        assert outsider.get(path).status_code == outsider.post(path, ONE_CLICK).status_code == 404
    assert wants_teams(olive)


@pytest.mark.django_db(transaction=True)
def test_two_links_used_at_once_turn_off_the_kinds_of_both(olive, monkeypatch):
    both_have_read, read = threading.Barrier(2), preferences.wanted_kinds

    def read_together(user):
        wanted = read(user)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(0.3)  # where only one of them can read, it goes on alone
        return wanted

    def turn_off(kind):
        unsubscribing.Unsubscribing(olive, (kind,)).turn_off()
        connection.close()

    monkeypatch.setattr(preferences, "wanted_kinds", read_together)
    run_concurrently([partial(turn_off, kind) for kind in OPTIONAL_KINDS])
    monkeypatch.undo()
    assert preferences.wanted_kinds(olive) == SECURITY_KINDS


def test_a_link_names_no_one_on_the_page(olive, link, outsider):
    html = outsider.get(link).content.decode()
    assert olive.email not in html
    assert str(olive) not in html


def test_a_link_of_a_deleted_account_is_not_found(olive, link, outsider):
    olive.delete()
    assert outsider.post(link, ONE_CLICK).status_code == 404


def test_a_link_turns_off_its_own_users_emails_whoever_is_signed_in(olive, link, client):
    adam = create_user("adam")
    client.force_login(adam)
    client.post(link)
    assert wants_teams(adam)
    assert not wants_teams(olive)
