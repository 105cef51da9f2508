"""Sign-in with a password."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit.events import Event
from accounts.codes.one_time import CodeLimitReached, ExpiredCode, WrongCode
from accounts.login import password as password_login
from accounts.login import passwords, unlock
from accounts.models import AuditEntry
from tests.accounts import login_flows
from tests.accounts.authenticator_app import post, response_to
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, mails_to

pytestmark = pytest.mark.django_db
REFUSAL = "Incorrect username or password."


@pytest.fixture
def hashes(monkeypatch):
    """Count all password hashes."""
    counted = []
    hasher = type(hashers.get_hasher())
    original = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *given: counted.append(1) or original(*given))
    return counted


@pytest.mark.parametrize(
    "login", ["victor", "VICTOR", "victor@example.com", "Victor@Example.com", " victor "]
)
def test_a_user_signs_in_by_username_or_email_in_any_case(client, victor, login):
    assert post(client, login, PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(victor.pk)


def test_a_wrong_password_and_an_unknown_name_get_the_same_response(victor):
    expected = response_to("victor", "wrong horse")
    assert expected["status"] == 200
    assert REFUSAL in expected["body"]
    for login in ("victor@example.com", "nobody", "nobody@example.com"):
        assert response_to(login, "wrong horse") == expected


@pytest.mark.parametrize(
    "login", ["victor", "victor@example.com", "nobody", "nobody@example.com", "passless"]
)
def test_every_attempt_costs_one_password_hash(victor, hashes, login):
    without = create_user("passless")
    without.set_unusable_password()
    without.save()
    hashes.clear()
    with pytest.raises(password_login.InvalidCredentials):
        password_login.authenticate(login, "wrong horse")
    assert len(hashes) == 1


def test_known_and_unknown_names_cost_the_same_queries(victor):
    for _ in range(2):  # the first try makes the row to count in, the second finds it
        statements = []
        for login in ("victor", "nobody"):
            with (
                CaptureQueriesContext(connection) as queries,
                pytest.raises(password_login.InvalidCredentials),
            ):
                password_login.authenticate(login, "wrong horse")
            statements.append([query["sql"].split()[0] for query in queries])
        assert statements[0] == statements[1]


def test_a_closed_account_is_rejected_like_a_wrong_password(client, victor):
    victor.is_active = False
    victor.save()
    assert REFUSAL in post(client, "victor", PASSWORD).content.decode()


@pytest.mark.parametrize("candidate", ["victor@example.com", "nobody@example.com"])
@pytest.mark.parametrize("send", [passwords.request_reset, unlock.send_code])
def test_requesting_a_code_by_username_does_not_disclose_the_email(victor, send, candidate):
    redeem = {passwords.request_reset: redeem_reset, unlock.send_code: unlock.unlock}[send]
    for _ in range(5):
        send("victor")
    with pytest.raises(ExpiredCode):
        redeem(candidate, "000000")
    for _ in range(5):
        send(candidate)
    with pytest.raises(CodeLimitReached):
        send(candidate)
    with pytest.raises(WrongCode, match="4 attempts left"):
        redeem(candidate, "000000")
    assert len(mails_to(victor.email)) == 5


def redeem_reset(login: str, code: str) -> None:
    passwords.reset(login, code, "a new one of four words")


def test_a_code_requested_by_username_is_valid_by_email_too(victor):
    passwords.request_reset("victor")
    redeem_reset("victor@example.com", code_in(last_mail_to(victor.email)))
    assert password_login.authenticate("victor", "a new one of four words") == victor


def test_wrong_passwords_are_audited_for_the_targeted_user(client, victor):
    post(client, "victor", "wrong horse")
    entry = AuditEntry.objects.get(event=Event.USER_SIGN_IN_FAILED)
    assert (entry.actor, entry.target_id, entry.result) == (None, str(victor.pk), "refused")
    assert entry.ip == "127.0.0.1"
    assert "wrong horse" not in str(entry.details)


@pytest.mark.usefixtures("frozen_time")
def test_too_many_attempts_from_one_network_are_rate_limited(client, victor):
    for number in range(60):
        post(client, f"nobody{number}", "wrong horse")
    response = post(client, "victor", PASSWORD)
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60
    assert f"Try again in {response['Retry-After']} s." in response.content.decode()


def test_keep_me_signed_in_lasts_30_days_and_without_it_ends_with_the_browser(client, victor):
    post(client, "victor", PASSWORD, remember="on")
    assert 29 * 86400 < client.session.get_expiry_age() <= 30 * 86400
    client.logout()
    post(client, "victor", PASSWORD)
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    "sign_in",
    [login_flows.sign_in, login_flows.sign_in_with_mfa, login_flows.register, login_flows.reset_password],
)
def test_every_sign_in_method_changes_the_session_id(client, sign_in):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(client)
    assert "_auth_user_id" in client.session
    assert client.session.session_key != before
    assert not session.exists(before)


def test_signing_out_requires_a_click_and_ends_the_session(client, victor):
    signed_in(client, victor)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
