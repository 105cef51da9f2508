"""The email outbox: each email is a row of its transaction."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone

from accounts import cleanup
from accounts.mail import messages as mail_messages
from accounts.mail import outbox
from accounts.models import OutgoingMail, PersonalAccessToken
from accounts.notices.digest import Section
from lib import clock
from tests.cast import create_user

pytestmark = pytest.mark.django_db
FOLDER = "accounts.mail.file_backend.FileBackend"


class BrokenTransport:
    """A transport whose server is down."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def folder(settings, tmp_path):
    """Return the folder of the transport of the embedded default."""
    settings.MAIL_TRANSPORT, settings.MAIL_FOLDER = FOLDER, tmp_path
    return tmp_path


def fail_after(action) -> None:
    """Run `action` in a transaction that then fails."""
    with transaction.atomic():
        action()
        raise RuntimeError


def queue(subject="Hello"):
    outbox.queue_mail("olive@example.com", subject, "Olive,\n\n419026\n")


def test_an_email_is_sent_once_and_marked(folder):
    queue()
    assert outbox.send_pending() == 1
    assert outbox.send_pending() == 0
    assert OutgoingMail.objects.get().sent_at
    (file,) = folder.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == ("olive@example.com", "Hello")
    assert "419026" in file.read_text().splitlines()


def test_an_email_of_a_rolled_back_transaction_is_not_sent(folder):
    with pytest.raises(RuntimeError):
        fail_after(queue)
    assert not OutgoingMail.objects.exists()


def test_an_email_is_retried_with_growing_delays_until_the_server_is_up(settings, folder):
    settings.MAIL_TRANSPORT = f"{__name__}.BrokenTransport"
    with time_machine.travel(datetime(2026, 11, 29, 3, tzinfo=UTC), tick=False) as moved:
        queue()
        for seconds in (20, 60, 300, 900, 3600, 3600):
            assert outbox.send_pending() == 0
            mail = OutgoingMail.objects.get()
            assert mail.retry_at == clock.now() + timedelta(seconds=seconds)
            assert mail.error == "ConnectionRefusedError"
            moved.shift(timedelta(seconds=seconds - 1))
            outbox.send_pending()
            assert OutgoingMail.objects.get().attempts == mail.attempts
            moved.shift(timedelta(seconds=1))
        settings.MAIL_TRANSPORT = FOLDER
        assert outbox.send_pending() == 1
    assert OutgoingMail.objects.get().error == ""


class RecordingTransport:
    """A transport that records the subjects; another sender runs while it sends."""

    subjects: list[str] = []

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        self.subjects.extend(message.subject for message in messages)
        if len(self.subjects) < 10:
            outbox.send_pending()


@pytest.fixture
def sent(settings):
    settings.MAIL_TRANSPORT = f"{__name__}.RecordingTransport"
    RecordingTransport.subjects = []
    return RecordingTransport.subjects


def test_the_oldest_email_is_sent_first(sent, monkeypatch):
    monkeypatch.setattr(
        RecordingTransport, "send_messages", lambda self, messages: sent.append(messages[0].subject)
    )
    for subject in ("second", "third", "first", "fourth"):
        queue(subject)
    OutgoingMail.objects.filter(subject="first").update(created_at=clock.now() - timedelta(minutes=1))
    OutgoingMail.objects.exclude(subject="first").update(created_at=clock.now())
    assert outbox.send_pending(limit=1) == 1
    assert sent == ["first"]
    outbox.send_pending()
    assert sent == ["first", "second", "third", "fourth"]


def test_two_senders_send_each_email_once(sent):
    for number in range(3):
        queue(str(number))
    outbox.send_pending()
    assert sorted(sent) == ["0", "1", "2"]


class KilledTransport:
    """A transport whose sender is killed."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise SystemExit


def test_an_email_of_a_killed_sender_is_sent_after_two_minutes(settings, folder):
    settings.MAIL_TRANSPORT = f"{__name__}.KilledTransport"
    with time_machine.travel(datetime(2026, 11, 29, 3, tzinfo=UTC), tick=False) as moved:
        queue()
        with pytest.raises(SystemExit):
            outbox.send_pending()
        settings.MAIL_TRANSPORT = FOLDER
        moved.shift(timedelta(seconds=119))
        assert outbox.send_pending() == 0
        moved.shift(timedelta(seconds=1))
        assert outbox.send_pending() == 1


def test_a_delayed_email_is_not_sent_early(settings):
    settings.MAIL_TRANSPORT = f"{__name__}.BrokenTransport"
    queue()
    outbox.send_pending()
    outbox.send_pending()
    assert OutgoingMail.objects.get().attempts == 1


def test_a_rejected_email_does_not_delay_others(folder):
    outbox.queue_mail("olive@example.com\nBcc: stan@example.com", "Poison", "Text")
    queue()
    assert outbox.send_pending() == 1
    assert [mail.error for mail in OutgoingMail.objects.filter(sent_at=None)] == ["BadHeaderError"]


def test_an_unsent_email_is_deleted_after_30_days(settings):
    settings.MAIL_TRANSPORT = f"{__name__}.BrokenTransport"
    queue()
    OutgoingMail.objects.update(created_at=clock.now() - timedelta(days=29))
    assert cleanup.clean_up()["emails"] == 0
    OutgoingMail.objects.update(created_at=clock.now() - timedelta(days=31))
    assert cleanup.clean_up()["emails"] == 1


def test_emails_of_django_and_its_apps_are_stored_as_rows(settings):
    settings.EMAIL_BACKEND = "accounts.mail.outbox.OutboxBackend"
    django_mail.send_mail("Subject", "Text", "portal@example.com", ["olive@example.com"])
    assert OutgoingMail.objects.get().recipients == ["olive@example.com"]


def test_an_email_without_recipient_is_stored_and_not_sent(folder):
    outbox.queue_mail(None, "Code", "419026")
    outbox.send_pending()
    assert not list(folder.iterdir())
    assert OutgoingMail.objects.get().recipients == []


def test_texts_are_encrypted():
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM accounts_outgoingmail")
        assert "419026" not in cursor.fetchone()[0]


UNTIL = timezone.now()
TEMPLATES = {
    "confirmation": {
        "code": "419026",
        "until": UNTIL,
        "action": {"title": "delete X", "effect": "deletes X."},
    },
    "unlock": {"code": "419026", "until": UNTIL, "login": "olive"},
    "password_reset": {"code": "419026", "until": UNTIL},
    "reauthentication_code": {"code": "419026", "until": UNTIL},
    "registration": {"code": "419026", "until": UNTIL, "token": "t"},
    "registration_existing": {},
    "email_change": {"code": "419026", "until": UNTIL, "token": "t", "name": "Olive"},
    "email_change_existing": {},
    "email_changed": {"name": "Olive", "email": "o•••@new.example"},
    "notice": {"subject": "Something & more", "message": "it was <changed>."},
    "data_export_ready": {"name": "olive.json", "until": UNTIL},
    "account_deleted": {"name": "Olive"},
    "mfa_reset": {"token": "t", "due": UNTIL},
    "personal_token_expires": {
        "token": PersonalAccessToken(name="Nightly & more", ending="a1b2", expires_at=UNTIL)
    },
    "digest": {
        "subject": "Acme <Sandbox> & more: your access changed",
        "sections": [Section("Acme & more", ["Adam <A> changed your access."], 0, ["http://localhost/"])],
        "unsubscribe_url": "http://localhost/stop/",
    },
}


def test_every_email_is_tested():
    templates = Path(settings.BASE_DIR, "templates", "accounts", "mail").glob("[!_]*.txt")
    assert {template.stem for template in templates} == set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_email_has_a_one_line_subject_and_a_reason(template):
    olive = create_user("olive", name="Olive <O> & Co")
    mail_messages.send_template(template, olive, **TEMPLATES[template])
    mail = OutgoingMail.objects.get()
    assert mail.subject
    assert "{" not in mail.subject + mail.text
    assert "&lt;" not in mail.text
    assert re.search(r"^-- ?\n.* at \d\d:\d\d.* Sent by the portal at http", mail.text, re.MULTILINE)
    if "code" in TEMPLATES[template]:
        assert "419026" in mail.text.splitlines()
        assert "UTC" in mail.text


@pytest.mark.parametrize("template", ["unlock", "password_reset"])
def test_an_email_without_recipient_costs_the_same_and_is_not_sent(template):
    mail_messages.send_template(template, None, **TEMPLATES[template])
    assert OutgoingMail.objects.get().recipients == []


def test_a_subject_cannot_inject_a_header(folder):
    olive = create_user("olive")
    mail_messages.send_notice(olive, "Hello\nBcc: everybody@example.com", "it.")
    outbox.send_pending()
    (file,) = folder.iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["Bcc"] is None
