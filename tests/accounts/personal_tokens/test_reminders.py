"""Emails before a personal access token expires."""

from datetime import timedelta

import pytest

from accounts.personal_tokens import tokens
from accounts.tasks import remind_of_expiring_tokens
from tests.mail import mails_to

pytestmark = pytest.mark.django_db
SUBJECT = "Your access token “Pipeline” expires"


def reminders(user) -> int:
    return len([mail for mail in mails_to(user.email) if mail.subject.startswith(SUBJECT)])


def test_a_token_that_expires_is_emailed_seven_days_and_one_day_before_once_each(tess, new_token, clock):
    new_token()
    sent = []
    for days in (0, 22.9, 0.2, 1, 4.8, 0.2, 0.5):
        clock.move(timedelta(days=days))
        remind_of_expiring_tokens()
        sent.append(reminders(tess))
    assert sent == [0, 0, 1, 1, 1, 2, 2]
    assert "ends in" in mails_to(tess.email)[0].text
    assert "/profile/tokens/" in mails_to(tess.email)[0].text


def test_a_token_for_seven_days_is_not_emailed_right_after_it_was_created(tess, new_token, clock):
    new_token(lifetime=timedelta(days=7))
    assert remind_of_expiring_tokens() == 0
    clock.move(timedelta(days=6, hours=1))
    assert remind_of_expiring_tokens() == 1


def test_after_a_week_without_the_task_only_the_last_reminder_is_sent(tess, new_token, clock):
    new_token()
    clock.move(timedelta(days=29, hours=1))
    assert [remind_of_expiring_tokens(), remind_of_expiring_tokens()] == [1, 0]


def test_nothing_is_sent_about_tokens_that_ended_or_of_deactivated_users(tess, olive, new_token, clock):
    tokens.revoke(new_token("Revoked").row, by=tess)
    new_token("Expired", lifetime=timedelta(days=10))
    new_token("Hers", by=olive)
    type(olive).objects.filter(pk=olive.pk).update(is_active=False)
    clock.move(timedelta(days=29))
    assert remind_of_expiring_tokens() == 0
