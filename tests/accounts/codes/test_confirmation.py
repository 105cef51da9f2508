"""Confirmation codes of dangerous actions."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from accounts.audit.events import Event
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.codes.one_time import CodeLimitReached, ExpiredCode, MalformedCode, WrongCode
from accounts.models import AuditEntry, ConfirmationCode, OutgoingMail
from lib import clock as portal_clock
from tests.cast import create_user
from tests.concurrency import run_concurrently
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db
DELETE = ("delete", "organization", "hartwell")
DESCRIPTION = confirmation.ActionDescription(
    title="delete Hartwell Trade Supply (Production)",
    effect="deletes hartwell and its Staging hartwell_Staging.",
    reason="because you own this organization",
)


def send(user, action=DELETE, state="owner 1"):
    sent = confirmation.send_code(user, *action, describe=DESCRIPTION, state=state)
    return sent, code_in(last_mail_to(user.email))


def check(user, code, action=DELETE, state="owner 1"):
    confirmation.check_code(user, *action, code, state=state)


def test_the_email_names_the_action_and_what_to_do_if_it_was_someone_else(olive):
    sent, code = send(olive)
    mail = last_mail_to(olive.email)
    assert mail.subject == "Code to delete Hartwell Trade Supply (Production)"
    assert "This code deletes hartwell and its Staging hartwell_Staging." in mail.text
    assert "Didn't request this?" in mail.text
    assert code in mail.text.splitlines()
    assert sent.to == "o•••@example.com"


def test_the_right_code_counts_once(olive):
    _, code = send(olive)
    check(olive, code)
    with pytest.raises(ExpiredCode):
        check(olive, code)


def test_spaces_and_dashes_in_a_pasted_code_do_not_matter(olive):
    _, code = send(olive)
    check(olive, f" {code[:3]}-{code[3:]} ")


MALFORMED = ["", "abc", "12345", "1234567", "12345x", "no digits", "٠١٢٣٤٥", "1" * 5000]


@pytest.mark.parametrize("typed", MALFORMED)
def test_what_is_not_six_digits_costs_no_attempt_and_is_not_recorded_as_a_wrong_code(olive, typed):
    _, code = send(olive)
    for _ in range(6):
        with pytest.raises(MalformedCode, match="^Enter the 6-digit code.$"):
            check(olive, typed)
    assert ConfirmationCode.objects.get().attempts == 0
    assert not AuditEntry.objects.filter(event=Event.CODE_REJECTED).exists()
    check(olive, code)


def test_what_is_not_six_digits_is_said_so_without_a_pending_code_too_and_leaves_other_codes(olive):
    _, code = send(olive, state="owner 1")
    with pytest.raises(MalformedCode):
        check(olive, "abc", state="owner 2")
    check(olive, code, state="owner 1")
    with pytest.raises(MalformedCode):
        check(olive, "abc")
    assert not AuditEntry.objects.filter(event=Event.CODE_REJECTED).exists()


def test_five_wrong_attempts_invalidate_the_code(olive):
    _, code = send(olive)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            check(olive, wrong(code))
        assert refused.value.attempts_left == left
    with pytest.raises(ExpiredCode, match="Too many wrong attempts"):
        check(olive, wrong(code))
    with pytest.raises(ExpiredCode):
        check(olive, code)


def test_a_code_expires_after_ten_minutes(olive):
    with time_machine.travel(portal_clock.now(), tick=False) as moved:
        _, code = send(olive)
        moved.shift(timedelta(minutes=9, seconds=59))
        check(olive, code)
        _, code = send(olive)
        moved.shift(timedelta(minutes=10))
        with pytest.raises(ExpiredCode):
            check(olive, code)


def test_a_new_code_invalidates_the_previous_one(olive):
    _, first = send(olive)
    _, second = send(olive)
    assert ConfirmationCode.objects.filter(ended_at=None).count() == 1
    if first != second:
        with pytest.raises(WrongCode):
            check(olive, first)
    check(olive, second)


def test_a_code_is_valid_for_its_action_target_and_user_only(olive):
    _, code = send(olive)
    adam = create_user("adam")
    for user, action in [
        (olive, ("transfer", "organization", "hartwell")),
        (olive, ("delete", "organization", "other")),
        (adam, DELETE),
    ]:
        with pytest.raises(ExpiredCode):
            check(user, code, action)
    check(olive, code)


def test_codes_for_two_targets_are_valid_at_the_same_time(olive):
    _, first = send(olive)
    _, second = send(olive, ("delete", "organization", "other"))
    check(olive, first)
    check(olive, second, ("delete", "organization", "other"))


def test_a_code_becomes_invalid_when_its_action_depends_on_changed_data(olive):
    _, code = send(olive, state="owner 1")
    with pytest.raises(ExpiredCode):
        check(olive, code, state="owner 2")
    with pytest.raises(ExpiredCode):
        check(olive, code, state="owner 1")


def test_at_most_five_codes_an_hour_and_ten_a_day_over_all_actions(olive, clock):
    for number in range(5):
        send(olive, ("delete", "organization", str(number)))
    first = ConfirmationCode.objects.earliest("created_at").created_at
    with pytest.raises(CodeLimitReached) as refused:
        send(olive, ("transfer", "organization", "hartwell"))
    assert refused.value.until == first + timedelta(hours=1)
    clock.move(timedelta(hours=1, seconds=1))
    for number in range(5):
        send(olive, ("delete", "organization", str(number)))
    clock.move(timedelta(hours=1, seconds=1))
    with pytest.raises(CodeLimitReached) as refused:
        send(olive)
    assert refused.value.until == first + timedelta(days=1)
    clock.move(timedelta(hours=21, minutes=59))
    with pytest.raises(CodeLimitReached):
        send(olive)
    clock.move(timedelta(minutes=1))
    send(olive)
    assert len(mails_to(olive.email)) == 11


def test_the_limit_says_when_the_next_code_can_be_sent(olive, clock):
    for _ in range(5):
        send(olive)
    clock.move(timedelta(minutes=59, seconds=30))
    with pytest.raises(CodeLimitReached, match="Try again in 1 minute.$"):
        send(olive)
    clock.move(timedelta(seconds=31))
    for _ in range(5):
        send(olive)
    # The limit of the hour ends in 60 minutes, the one of the day later: the later one counts.
    with pytest.raises(CodeLimitReached, match="Try again in 23 hours.$"):
        send(olive)
    clock.move(timedelta(hours=22))
    with pytest.raises(CodeLimitReached, match="Try again in 60 minutes.$"):
        send(olive)


def test_a_rejected_request_emails_nothing_and_keeps_the_current_code_valid(olive):
    for _ in range(5):
        _, code = send(olive)
    with pytest.raises(CodeLimitReached):
        send(olive)
    check(olive, code)


def test_only_a_digest_is_stored_and_the_email_is_encrypted(olive):
    _, code = send(olive)
    row = ConfirmationCode.objects.get()
    assert code not in str(vars(row))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM accounts_outgoingmail WHERE id = %s", [OutgoingMail.objects.first().pk]
        )
        assert code not in cursor.fetchone()[0]


def test_a_canceled_code_is_invalid(olive):
    _, code = send(olive)
    confirmation.cancel_code(olive, *DELETE)
    with pytest.raises(ExpiredCode):
        check(olive, code)


def test_concurrent_uses_of_a_code_succeed_once(olive):
    _, code = send(olive)
    row, others = confirmation.pending_code(olive, *DELETE, state="owner 1"), []

    def let_the_other_go_first(execute, sql, params, many, context):
        if sql.startswith("SELECT") and not others:  # the attempt is counted, the code not compared yet
            others.append(ConfirmationCode(pk=row.pk))
            one_time_codes.redeem(others[0], code)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(let_the_other_go_first), pytest.raises(ExpiredCode):
        one_time_codes.redeem(row, code)
    assert others[0].verified_at


@pytest.mark.django_db(transaction=True)
def test_concurrent_attempts_are_all_counted():
    olive = create_user("olive")
    _, code = send(olive)
    refusals = []

    def attempt():
        try:
            check(olive, wrong(code))
        except (WrongCode, ExpiredCode) as refused:
            refusals.append(type(refused))
        finally:
            connection.close()

    run_concurrently([attempt] * 12)
    assert ConfirmationCode.objects.get().attempts == 5
    assert refusals.count(WrongCode) < 5
    assert len(refusals) == 12


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_stay_within_the_limit_and_leave_one_valid_code():
    olive = create_user("olive")
    refused = []

    def attempt():
        try:
            confirmation.send_code(olive, *DELETE, describe=DESCRIPTION)
        except CodeLimitReached:
            refused.append(1)
        finally:
            connection.close()

    run_concurrently([attempt] * 8)
    assert len(refused) == 3
    assert ConfirmationCode.objects.count() == 5
    assert ConfirmationCode.objects.filter(ended_at=None).count() == 1
