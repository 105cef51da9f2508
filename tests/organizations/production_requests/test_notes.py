"""Notes go both ways, and each emails the other side once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.production_requests import decision, notes
from organizations.production_requests.opening import open_review
from tests.cast import create_user
from tests.mail import last_mail_to, mails_to
from tests.organizations.production_requests.conftest import OPERATORS


def test_a_question_emails_the_requester_and_opens_the_review(pending, operator):
    notes.add(pending, "Who is on call?", by=operator)
    assert "Who is on call?" in last_mail_to(pending.requester.email).text
    pending.refresh_from_db()
    assert pending.opened_by == operator.user


def test_the_start_of_the_review_is_emailed_to_the_requester_once(pending, operator):
    for _ in range(2):
        open_review(pending, by=operator)
    assert [mail.subject for mail in mails_to(pending.requester.email)] == [
        "In review: Production for Shop",
        "We received your request: Production for Shop",
    ]


def test_a_reply_emails_the_operators(pending):
    notes.add(pending, "Adam is.", by=pending.requester)
    assert last_mail_to(OPERATORS).subject == "Reply: Production for Shop"
    assert "Adam is." in last_mail_to(OPERATORS).text


def test_the_same_note_sent_twice_in_a_row_is_stored_once(pending):
    for _ in range(2):
        notes.add(pending, "Adam is.", by=pending.requester)
    assert pending.notes.count() == 1
    assert len(mails_to(OPERATORS)) == 2  # the request and the note


def test_others_cannot_write_notes(pending):
    with pytest.raises(PermissionDenied):
        notes.add(pending, "Hello", by=create_user("stan"))


@pytest.mark.parametrize("text", ["", " \r\n", "x" * 2001, "nul\x00"])
def test_an_empty_too_long_or_unstorable_note_is_refused(pending, text):
    with pytest.raises(ValidationError) as refused:
        notes.add(pending, text, by=pending.requester)
    assert list(refused.value.message_dict) == ["note"]


def test_a_decided_request_takes_no_notes(pending, operator):
    decision.decline(pending, by=operator, note="No.")
    with pytest.raises(ValidationError, match="Already declined by Oscar"):
        notes.add(pending, "Why?", by=pending.requester)


def test_notes_per_hour_are_limited_for_the_requester_only(pending, operator):
    for number in range(notes.MAX_NOTES_AN_HOUR):
        notes.add(pending, f"Note {number}", by=pending.requester)
    with pytest.raises(ValidationError, match="20 notes in the last hour"):
        notes.add(pending, "One more", by=pending.requester)
    assert notes.add(pending, "Enough", by=operator).pk


def test_the_first_operator_who_opens_a_request_is_named(pending, operator):
    for _ in range(2):
        open_review(pending, by=operator)
    pending.refresh_from_db()
    assert pending.opened_by == operator.user
    assert AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_OPENED).count() == 1
