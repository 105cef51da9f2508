"""Re-authentication: a stolen session allows no unlimited guesses."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.audit.events import Event
from accounts.login import api_tokens, passwords, unlock
from accounts.login import password as password_login
from accounts.mfa import enrollment
from accounts.models import AuditEntry, OutgoingMail, SignInCode, User
from tests.accounts.authenticator_app import SECRET, totp_code
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, wrong

pytestmark = pytest.mark.django_db
REAUTHENTICATE = "account_reauthenticate"
NEW = "a new one of four words"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def signed_in_client(client, tess):
    signed_in(client, tess)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 16 * 60}]
    session.save()
    return client


def by_password(client, password):
    return client.post(reverse(REAUTHENTICATE), {"by": "password", "password": password})


def by_app(client, code):
    return client.post(reverse(REAUTHENTICATE), {"by": "app", "code": code})


def test_ten_wrong_passwords_lock_reauthentication_and_the_emailed_code_unlocks(signed_in_client, tess):
    for _ in range(10):
        response = by_password(signed_in_client, "wrong horse")
    assert "Locked after 10 wrong passwords." in response.content.decode()
    assert by_password(signed_in_client, PASSWORD).status_code == 422
    unlock.unlock("tess", code_in(last_mail_to(tess.email)))
    assert by_password(signed_in_client, PASSWORD).status_code == 302


def test_password_guesses_count_together_everywhere(signed_in_client, tess):
    for _ in range(4):
        by_password(signed_in_client, "wrong horse")
    for _ in range(3):
        with pytest.raises(ValidationError):
            passwords.change(tess, "wrong horse", NEW)
    for _ in range(2):
        with pytest.raises(password_login.InvalidCredentials):
            password_login.authenticate("tess", "wrong horse")
    with pytest.raises(ValidationError, match="Locked after 10 wrong passwords"):
        passwords.change(tess, "wrong horse", NEW)
    with pytest.raises(ValidationError, match="Locked after 10 wrong passwords"):
        passwords.change(tess, PASSWORD, NEW)


def test_guessing_the_password_with_the_api_locks_too(client, tess):
    headers = {"Authorization": f"Bearer {api_tokens.issue(tess).access_token}"}

    def change(current):
        body = {"NewPassword": NEW, "CurrentPassword": current}
        return client.put(
            "/api/v1/me/password", json.dumps(body), content_type="application/json", headers=headers
        )

    for _ in range(10):
        assert change("wrong horse").status_code == 400
    assert "Locked" in change(PASSWORD).json()["Errors"][0]["Message"]
    tess.refresh_from_db()
    assert tess.check_password(PASSWORD)


def test_a_code_can_be_tried_five_times_in_five_minutes(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    for _ in range(5):
        by_app(signed_in_client, wrong(totp_code()))
    response = by_app(signed_in_client, totp_code())
    assert response.status_code == 422
    assert "Too many attempts." in response.content.decode()


def test_a_right_code_resets_the_count(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    for step in (0, 1):
        for _ in range(4):
            by_app(signed_in_client, wrong(totp_code()))
        assert by_app(signed_in_client, totp_code(step=step)).status_code == 302


@pytest.mark.parametrize("has_two_factor", [False, True])
def test_an_operator_gets_no_token_by_a_password_with_or_without_two_factor(client, has_two_factor):
    oscar = create_user("oscar", is_staff=True)
    if has_two_factor:
        enrollment.enable_totp(oscar, SECRET)
    form = f"grant_type=password&username=oscar&password={PASSWORD}"
    refused = client.post("/api/v1/oauth/token", form, content_type=FORM)
    assert refused.json()["Errors"][0]["ErrorCode"] == "Auth.SecondFactorRequired"


@pytest.mark.parametrize("by", ["send_code", "code"])
def test_an_emailed_code_does_not_reauthenticate_a_user_with_a_password(signed_in_client, tess, by):
    assert signed_in_client.post(reverse(REAUTHENTICATE), {"by": by, "code": "000000"}).status_code == 422
    assert not OutgoingMail.objects.exists()
    assert not SignInCode.objects.exists()


def test_an_emailed_code_does_not_reauthenticate_a_user_with_an_app_only(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    User.objects.update(password="!")
    signed_in_client.post(reverse(REAUTHENTICATE), {"by": "send_code"})
    assert not SignInCode.objects.exists()


def test_successful_and_failed_reauthentications_are_audited(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    by_password(signed_in_client, "wrong horse")
    by_app(signed_in_client, wrong(totp_code()))
    by_app(signed_in_client, totp_code())
    mine = AuditEntry.objects.filter(target_id=str(tess.pk)).values_list("event", "result")
    assert (Event.USER_REAUTHENTICATION_FAILED, "refused") in mine
    assert (Event.USER_MFA_FAILED, "refused") in mine
    entry = AuditEntry.objects.get(event=Event.USER_REAUTHENTICATED, actor=tess)
    assert entry.details == {"method": "two-factor authentication"}
    assert "wrong horse" not in str(list(AuditEntry.objects.values()))
    assert Authenticator.objects.get(type="totp").last_used_at
