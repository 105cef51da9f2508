"""A code of an authenticator app is accepted once, wherever it is used first."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.mfa import enrollment
from accounts.mfa import verification as mfa_verification
from tests.accounts.authenticator_app import SECRET, is_signed_in, setup_key, sign_in, totp_code
from tests.login import signed_in

pytestmark = pytest.mark.django_db


def at_sign_in(code: str) -> bool:
    browser = Client()
    sign_in(browser)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    return is_signed_in(browser)


def at_reauthentication(code: str) -> bool:
    browser = Client()
    signed_in(browser, mfa_verification.Authenticator.objects.get(type="totp").user)
    response = browser.post(reverse("account_reauthenticate"), {"by": "app", "code": code})
    return response.status_code == 302


USES = [at_sign_in, at_reauthentication]


@pytest.mark.parametrize("first", USES)
@pytest.mark.parametrize("second", USES)
def test_a_used_code_is_rejected_everywhere(tess, first, second):
    enrollment.enable_totp(tess, SECRET)
    code = totp_code()
    assert first(code)
    assert not second(code)
    assert not second(f"{code[:3]}-{code[3:]}")
    assert second(totp_code(step=1))


@pytest.mark.parametrize("second", USES)
def test_a_used_code_is_rejected_while_it_is_current(tess, second):
    enrollment.enable_totp(tess, SECRET)
    now = time.time() // 30 * 30
    with time_machine.travel(now + 1, tick=False) as moved:
        code = totp_code(step=1)
        assert at_sign_in(code)
        moved.shift(timedelta(seconds=31))
        cache.clear()
        assert not second(code)
        moved.shift(timedelta(seconds=27))
        assert not second(code)


@pytest.mark.parametrize("use", USES)
def test_the_setup_code_does_not_sign_in(signed_in_client, use):
    code = totp_code(secret := setup_key(signed_in_client))
    assert signed_in_client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert not use(code)
    assert use(totp_code(secret, step=1))


def test_an_earlier_code_is_rejected_after_a_later_one(tess):
    enrollment.enable_totp(tess, SECRET)
    assert mfa_verification.verify_code(tess, totp_code(step=1))
    assert not mfa_verification.verify_code(tess, totp_code())
