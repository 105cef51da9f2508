"""Passwords: reset, unlocked, changed, removed."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import hashers
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.audit.events import Event
from accounts.codes.one_time import InvalidCode
from accounts.login import api_tokens, passwords, unlock
from accounts.login import password as password_login
from accounts.login_methods import LastLoginMethod
from accounts.models import AuditEntry, SignInCode, User
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


@pytest.fixture
def victor():
    return create_user("victor")


def request_reset(client, login="victor"):
    return client.post(reverse("account_reset_password"), {"login": login})


def set_new(client, code, password=NEW, **more):
    return client.post(reverse("password_reset_confirm"), {"code": code, "password": password, **more})


def page_words(client, name: str) -> list[str]:
    """Return the words of the page for the new password, without the login and tokens of the request."""
    page = client.get(reverse("password_reset_confirm")).content.decode().replace(name, "NAME")
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session and client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize("login", ["victor", "VICTOR", "victor@example.com"])
def test_an_emailed_code_sets_a_new_password_and_signs_in(client, victor, login):
    assert request_reset(client, login)["Location"] == reverse("password_reset_confirm")
    mail = last_mail_to(victor.email)
    assert mail.subject == "Your code for a new password"
    assert set_new(client, code_in(mail)).status_code == 302
    assert is_signed_in(client)
    assert password_login.authenticate("victor", NEW) == victor
    assert mails_to(victor.email)[0].subject == "Your password was changed"


def test_an_unknown_name_gets_the_same_pages_and_no_email(client, victor):
    known, unknown = Client(), Client()
    assert request_reset(known)["Location"] == request_reset(unknown, "nobody")["Location"]
    assert page_words(known, "victor") == page_words(unknown, "nobody")
    assert set_new(unknown, "123456").status_code == set_new(known, "000000").status_code == 422
    assert len(mails_to(victor.email)) == 1


@pytest.mark.parametrize("login", ["victor", "nobody"])
def test_setting_a_new_password_costs_one_hash_for_known_and_unknown_names(victor, monkeypatch, login):
    passwords.request_reset(login)
    counted, original = [], type(hashers.get_hasher()).encode
    monkeypatch.setattr(
        type(hashers.get_hasher()), "encode", lambda *given: counted.append(1) or original(*given)
    )
    with pytest.raises(InvalidCode):
        passwords.reset(login, "000000", NEW)
    assert len(counted) == 1


def test_five_wrong_codes_invalidate_the_code(client, victor):
    request_reset(client)
    code = code_in(last_mail_to(victor.email))
    for _ in range(5):
        set_new(client, wrong(code))
    assert set_new(client, code).status_code == 422
    assert password_login.authenticate("victor", PASSWORD)


def test_a_password_reset_code_expires_after_ten_minutes(client, victor, clock):
    request_reset(client)
    clock.move(timedelta(minutes=10, seconds=1))
    assert set_new(client, code_in(last_mail_to(victor.email))).status_code == 422


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Use at least 12 characters (now 5)."),
        ("x", "Use at least 12 characters (now 1)."),
        ("my victor is home", "Too similar to your username."),
        ("qwerty123456", "This password is commonly used. Choose another."),
    ],
)
def test_a_weak_password_is_reported_before_the_code_is_used(client, victor, password, sentence):
    request_reset(client)
    code = code_in(last_mail_to(victor.email))
    response = set_new(client, code, password)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert set_new(client, code).status_code == 302


def test_a_new_password_signs_out_everywhere_else_on_request(client, victor):
    browser, pair = signed_in(Client(), victor), api_tokens.issue(victor)
    request_reset(client)
    set_new(client, code_in(last_mail_to(victor.email)), sign_out="on")
    assert not is_signed_in(browser)
    assert is_signed_in(client)
    with pytest.raises(api_tokens.InvalidToken):
        api_tokens.verify(pair.access_token)


def test_other_sessions_are_kept_by_default(client, victor):
    browser = signed_in(Client(), victor)
    request_reset(client)
    set_new(client, code_in(last_mail_to(victor.email)))
    assert is_signed_in(browser)


def test_a_new_password_unlocks(client, victor):
    for _ in range(10):
        with pytest.raises((password_login.InvalidCredentials, password_login.AccountLocked)):
            password_login.authenticate("victor", "wrong")
    request_reset(client)
    set_new(client, code_in(mails_to(victor.email)[0]))
    assert password_login.authenticate("victor", NEW) == victor


def test_at_most_five_codes_an_hour_for_known_and_unknown_names(client, victor):
    for login in ("victor", "nobody"):
        for _ in range(5):
            assert request_reset(client, login).status_code == 302
        assert request_reset(client, login).status_code == 422
    assert len(mails_to(victor.email)) == 5


def test_the_code_page_requires_a_requested_code(client):
    assert client.get(reverse("password_reset_confirm"))["Location"] == reverse("account_reset_password")


def test_a_locked_name_redirects_to_the_code_page(client, victor):
    for _ in range(10):
        response = client.post(reverse("account_login"), {"login": "victor", "password": "wrong"})
    assert response["Location"] == reverse("account_locked")
    page = client.get(reverse("account_locked")).content.decode()
    assert "Password sign-in for <strong>victor</strong> is locked" in page
    right = client.post(reverse("account_login"), {"login": "victor", "password": PASSWORD})
    assert right["Location"] == reverse("account_locked")
    response = client.post(reverse("account_locked"), {"code": code_in(last_mail_to(victor.email))})
    assert response["Location"] == reverse("account_login")
    assert not is_signed_in(client)
    client.post(reverse("account_login"), {"login": "victor", "password": PASSWORD})
    assert is_signed_in(client)


def test_the_code_unlocks_in_another_browser_with_the_name(client, victor):
    unlock.send_code("victor")
    response = Client().post(
        reverse("account_locked"), {"login": "victor", "code": code_in(last_mail_to(victor.email))}
    )
    assert response["Location"] == reverse("account_login")


def test_a_new_unlock_code_can_be_requested(client, victor):
    session = client.session
    session["locked_login"] = "victor"
    session.save()
    client.cookies["portal_session"] = session.session_key
    client.post(reverse("account_locked"), {"login": "victor", "again": ""})
    assert len(mails_to(victor.email)) == 1


def test_a_code_is_valid_for_one_purpose_only(victor):
    unlock.send_code("victor")
    passwords.request_reset("victor")
    for_reset, for_unlock = (code_in(mail) for mail in mails_to(victor.email))
    if for_reset != for_unlock:
        with pytest.raises(InvalidCode):
            unlock.unlock("victor", for_reset)
    assert SignInCode.objects.filter(ended_at=None).count() == 2


def change(client, current=PASSWORD, new=NEW, **more):
    return client.post(reverse("account_change_password"), {"current": current, "new": new, **more})


def test_changing_requires_the_old_password(client, victor):
    signed_in(client, victor)
    response = change(client, current="wrong")
    assert response.status_code == 422
    assert "Incorrect password." in response.content.decode()
    assert change(client)["Location"] == reverse("authentication")
    assert is_signed_in(client)
    assert password_login.authenticate("victor", NEW)
    assert AuditEntry.objects.filter(event=Event.PASSWORD_CHANGED, actor=victor).exists()


def test_changing_keeps_this_session_and_ends_the_others_on_request(client, victor):
    signed_in(client, victor)
    other = signed_in(Client(), victor)
    change(client, sign_out="on")
    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize("sign_out", [{"sign_out": "on"}, {}])
def test_changing_the_password_rotates_the_session_key(client, victor, sign_out):
    signed_in(client, victor)
    client.get(reverse("authentication"))
    before = client.session.session_key
    change(client, **sign_out)
    after = client.session.session_key
    assert after != before
    assert not client.session.exists(before)
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [after]


def test_passwords_are_not_sent_back(client, victor):
    signed_in(client, victor)
    page = change(client, current="the wrong old one", new="short").content.decode()
    assert "the wrong old one" not in page
    assert 'value="short"' not in page


def test_the_first_password_requires_reauthentication(client):
    nora = User.objects.create_user("nora", "nora@example.com")
    signed_in(client, nora)
    response = client.post(reverse("account_change_password"), {"new": NEW})
    assert response["Location"] == reverse("authentication")
    assert password_login.authenticate("nora", NEW) == nora
    assert "Password set" in client.get(reverse("authentication")).content.decode()
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    User.objects.update(password="!")
    response = client.post(reverse("account_change_password"), {"new": "another four word phrase"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert "another four word phrase" not in str(dict(client.session))


def test_the_only_sign_in_method_cannot_be_removed(client, victor):
    signed_in(client, victor)
    client.post(reverse("remove_password"))
    assert "This is your only sign-in method" in client.get(reverse("authentication")).content.decode()
    with pytest.raises(LastLoginMethod):
        passwords.remove(victor)


def test_password_errors_are_reported_by_field(victor):
    with pytest.raises(ValidationError) as refused:
        passwords.change(victor, PASSWORD, "short")
    assert list(refused.value.message_dict) == ["new"]
