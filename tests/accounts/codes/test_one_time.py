"""Codes that are pending when a password or an email changes."""

import pytest
from django.test import Client

from accounts.codes import confirmation
from accounts.codes.one_time import InvalidCode
from accounts.login import passwords, unlock
from accounts.models import User
from accounts.profile import email_change, profile
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to, link_in, mails_to

pytestmark = pytest.mark.django_db
OLD, NEW = "olive@example.com", "olive@new.example"
WORDS, OTHER_WORDS = "a new one of four words", "another one of four words"
ACTION = ("delete", "organization", "hartwell")


def change_email(olive) -> None:
    """Change Olive's email."""
    email_change.request(olive, NEW)
    email_change.confirm_by_code(olive, code_in(last_mail_to(NEW)))
    assert User.objects.get().email == NEW


def test_a_code_sent_to_the_old_email_sets_no_password_after_a_change(olive):
    passwords.request_reset("olive")
    code = code_in(last_mail_to(OLD))
    change_email(olive)
    with pytest.raises(InvalidCode):
        passwords.reset("olive", code, WORDS)
    assert User.objects.get().check_password(PASSWORD)


def test_a_code_sent_to_the_old_email_does_not_unlock_or_confirm_after_a_change(olive):
    description = confirmation.ActionDescription(title="delete hartwell", effect="deletes hartwell.")
    unlock.send_code("olive")
    confirmation.send_code(olive, *ACTION, describe=description)
    for_the_action, for_the_lock = (code_in(mail) for mail in mails_to(OLD))
    change_email(olive)
    with pytest.raises(InvalidCode):
        unlock.unlock("olive", for_the_lock)
    with pytest.raises(InvalidCode):
        confirmation.check_code(olive, *ACTION, for_the_action)


def test_a_pending_email_change_is_canceled_by_a_password_reset(olive):
    email_change.request(olive, "thief@example.net")
    mail = last_mail_to("thief@example.net")
    passwords.change(olive, PASSWORD, WORDS)
    assert "has expired" in Client().post(link_in(mail)).content.decode()
    with pytest.raises(InvalidCode):
        email_change.confirm_by_code(olive, code_in(mail))
    assert User.objects.get().email == OLD


def test_an_earlier_code_does_not_set_a_second_password(olive):
    passwords.request_reset("olive")
    code = code_in(last_mail_to(OLD))
    passwords.change(olive, PASSWORD, WORDS)
    with pytest.raises(InvalidCode):
        passwords.reset("olive", code, OTHER_WORDS)
    assert User.objects.get().check_password(WORDS)


@pytest.mark.parametrize("login", ["olive", "stan@example.com"])
def test_a_code_is_not_valid_for_a_later_holder_of_the_name(olive, login):
    passwords.request_reset("olive")
    unlock.send_code("olive")
    for_the_lock, for_the_password = (code_in(mail) for mail in mails_to(OLD))
    stan = create_user("stan")
    profile.change(olive, username="olive.okafor")
    profile.change(stan, username="olive")
    with pytest.raises(InvalidCode):
        passwords.reset(login, for_the_password, WORDS)
    with pytest.raises(InvalidCode):
        unlock.unlock(login, for_the_lock)
    for user in User.objects.all():
        assert user.check_password(PASSWORD)
