"""Lockout after ten wrong passwords: what it reveals, and how it ends."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.codes.one_time import ExpiredCode, WrongCode
from accounts.login import lockout, unlock
from accounts.login import password as password_login
from accounts.models import LoginLockout, User
from tests.accounts.authenticator_app import TOKEN, post, response_to
from tests.accounts.social.provider_login import NORA, both, browser, sign_in, user_id_of
from tests.cast import PASSWORD
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db


def fail(login: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises((password_login.InvalidCredentials, password_login.AccountLocked)):
            password_login.authenticate(login, "wrong horse")


def assert_sign_in_fails(login: str, password: str = "wrong horse") -> None:
    with pytest.raises(password_login.InvalidCredentials):
        password_login.authenticate(login, password)


@pytest.mark.parametrize(
    ("locked_by", "login"),
    [
        ("victor", "victor"),
        ("victor", "victor@example.com"),
        ("victor@example.com", "victor"),
        ("victor@example.com", "victor@example.com"),
    ],
)
def test_a_locked_account_responds_to_a_right_password_as_to_a_wrong_one(client, victor, locked_by, login):
    fail(locked_by, 10)
    assert response_to(login, PASSWORD) == response_to(login, "wrong horse")

    def token(password):
        form = {"grant_type": "password", "username": login, "password": password}
        response = client.post(
            "/api/v1/oauth/token", urlencode(form), content_type="application/x-www-form-urlencoded"
        )
        return response.status_code, response.content

    assert token(PASSWORD) == token("wrong horse")


def test_a_right_password_counts_as_a_wrong_one_while_the_account_is_locked_by_another_name(victor):
    fail("victor", 10)
    for _ in range(9):
        assert_sign_in_fails(victor.email, PASSWORD)
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate(victor.email, PASSWORD)


def test_reauthentication_responds_to_a_right_password_as_to_a_wrong_one_while_locked(client, victor):
    signed_in(client, victor)
    fail("victor@example.com", 10)
    responses = []
    for password in (PASSWORD, "wrong horse"):
        response = client.post(reverse("account_reauthenticate"), {"by": "password", "password": password})
        responses.append((response.status_code, TOKEN.sub("", response.content.decode())))
    assert responses[0] == responses[1]
    assert "Locked after 10 wrong passwords." in responses[0][1]


def test_a_locked_account_shows_the_other_sign_in_methods(client, victor):
    fail("victor", 9)
    assert post(client, "victor", "wrong horse")["Location"] == reverse("account_locked")
    page = client.get(reverse("account_locked")).content.decode()
    assert "You can still sign in" in page
    assert f'href="{reverse("account_login")}"' in page
    assert f'href="{reverse("account_reset_password")}"' in page


@pytest.mark.parametrize("login", ["victor", "nobody"])
def test_ten_wrong_passwords_lock_known_and_unknown_names(victor, login):
    fail(login, 9)
    assert not LoginLockout.objects.exclude(locked_at=None)
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate(login, "wrong horse")
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate(login, PASSWORD)


def test_attempts_by_username_and_by_email_count_together(victor):
    fail("victor", 5)
    fail("victor@example.com", 4)
    assert_sign_in_fails("Victor")
    for login in ("victor", "victor@example.com"):
        assert_sign_in_fails(login, PASSWORD)
    unlock.unlock("victor@example.com", code_in(last_mail_to(victor.email)))
    assert password_login.authenticate("victor", PASSWORD) == victor


@pytest.mark.parametrize("candidate", ["victor@example.com", "nobody@example.com"])
def test_locking_a_username_does_not_disclose_its_email(victor, candidate):
    fail("victor", 10)
    for _ in range(9):
        assert_sign_in_fails(candidate)
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate(candidate, "wrong horse")


def test_a_right_password_resets_the_count(victor):
    fail("victor", 9)
    password_login.authenticate("victor", PASSWORD)
    fail("victor", 9)
    assert password_login.authenticate("victor", PASSWORD) == victor


def test_a_lock_emails_one_code_that_unlocks_without_signing_in(client, victor):
    fail("victor", 12)
    assert len(mails_to(victor.email)) == 1
    mail = last_mail_to(victor.email)
    assert mail.subject == "victor is locked: your unlock code"
    unlock.unlock("victor", code_in(mail))
    assert "_auth_user_id" not in client.session
    assert password_login.authenticate("victor", PASSWORD) == victor


def test_a_wrong_unlock_code_shows_the_remaining_attempts(victor):
    fail("victor", 10)
    with pytest.raises(WrongCode, match="4 attempts left"):
        unlock.unlock("victor", wrong(code_in(last_mail_to(victor.email))))


def test_an_unknown_name_gets_no_email_and_cannot_be_unlocked(victor):
    fail("nobody", 10)
    assert not mails_to("nobody")
    with pytest.raises((WrongCode, ExpiredCode)):
        unlock.unlock("nobody", "000000")


def test_an_account_can_be_locked_again_after_a_lock(victor, clock):
    fail("victor", 10)
    clock.move(timedelta(hours=23))
    fail("victor@example.com", 3)
    clock.move(timedelta(hours=1, seconds=1))
    fail("victor", 10)
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate("victor", PASSWORD)
    assert_sign_in_fails("victor@example.com", PASSWORD)


def test_a_lock_ends_after_a_day(victor, clock):
    fail("victor", 10)
    clock.move(timedelta(days=1, seconds=1))
    assert password_login.authenticate("victor", PASSWORD) == victor


def test_old_counts_are_deleted(victor, clock):
    fail("victor", 3)
    clock.move(timedelta(days=1, seconds=1))
    assert lockout.purge_old() == 2  # of the name, and of the user


@both
@pytest.mark.usefixtures("stand_ins")
def test_a_provider_signs_in_while_the_password_is_locked(provider):
    sign_in(browser(), provider)
    nora = User.objects.get()
    nora.set_password(PASSWORD)
    nora.save()
    fail(NORA, 10)
    again = browser()
    sign_in(again, provider)
    assert user_id_of(again) == str(nora.pk)
