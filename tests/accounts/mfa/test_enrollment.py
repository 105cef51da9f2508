"""Two-factor authentication: the app, its codes, recovery codes, and operators."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.audit.events import Event
from accounts.mfa import enrollment
from accounts.mfa import verification as mfa_verification
from accounts.mfa.adapter import MFAAdapter
from accounts.models import AuditEntry
from tests.accounts.authenticator_app import SECRET, is_signed_in, page, setup_key, sign_in, totp_code
from tests.accounts.software_passkey import stored_passkey
from tests.cast import PASSWORD, create_operator, create_user
from tests.login import signed_in
from tests.mail import last_mail_to, wrong

pytestmark = pytest.mark.django_db


def test_two_factor_is_off_until_the_code_is_valid(signed_in_client, tess):
    secret = setup_key(signed_in_client)
    response = signed_in_client.post(reverse("mfa_activate_totp"), {"code": wrong(totp_code(secret))})
    assert response.status_code == 422
    assert not mfa_verification.totp_enabled(tess)
    assert setup_key(signed_in_client) == secret


def test_a_valid_code_turns_it_on_shows_ten_recovery_codes_once_and_emails(signed_in_client, tess):
    response = signed_in_client.post(
        reverse("mfa_activate_totp"), {"code": totp_code(setup_key(signed_in_client))}
    )
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    shown = re.findall(r"<code>(\d{4}-\d{4})</code>", page(signed_in_client, "mfa_view_recovery_codes"))
    assert len(set(shown)) == 10
    assert signed_in_client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == [
        code.replace("-", "") for code in shown
    ]
    assert signed_in_client.post(reverse("mfa_view_recovery_codes")).status_code == 422
    expected = signed_in_client.post(reverse("mfa_view_recovery_codes"), {"saved": "on"})
    assert expected["Location"] == reverse("authentication")
    assert signed_in_client.get(reverse("mfa_view_recovery_codes"))["Location"] == reverse("authentication")
    assert signed_in_client.get(reverse("mfa_download_recovery_codes"))["Location"] == reverse(
        "authentication"
    )
    assert last_mail_to(tess.email).subject == "Two-factor authentication is on"
    assert AuditEntry.objects.filter(event=Event.TOTP_ENABLED, actor=tess).exists()


def test_the_secret_and_the_seed_of_the_recovery_codes_are_encrypted(tess):
    enrollment.enable_totp(tess, SECRET)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert MFAAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET


def test_a_password_alone_no_longer_signs_in(client, tess):
    enrollment.enable_totp(tess, SECRET)
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    response = client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert response["Location"] == reverse("home")
    assert is_signed_in(client)
    assert (
        AuditEntry.objects.get(event=Event.USER_SIGNED_IN).details["method"]
        == "password, then two-factor authentication"
    )


def test_wrong_codes_are_rejected_counted_and_audited(client, tess):
    enrollment.enable_totp(tess, SECRET)
    sign_in(client)
    for _ in range(5):
        response = client.post(reverse("mfa_authenticate"), {"code": wrong(totp_code())})
    assert "That code is wrong or expired." in response.content.decode()
    response = client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert "Too many attempts" in response.content.decode()
    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(event=Event.USER_MFA_FAILED, target_id=str(tess.pk)).exists()


def test_a_right_code_resets_the_wrong_ones(tess):
    enrollment.enable_totp(tess, SECRET)
    for step in (-1, 0):
        for _ in range(4):
            assert not mfa_verification.verify_code(tess, wrong(totp_code()))
        assert mfa_verification.verify_code(tess, totp_code(step=step))


def test_wrong_codes_count_for_five_minutes(tess, clock):
    enrollment.enable_totp(tess, SECRET)
    for _ in range(5):
        assert not mfa_verification.verify_code(tess, wrong(totp_code()))
    clock.move(timedelta(minutes=4, seconds=50))
    with pytest.raises(mfa_verification.TooManyAttempts):
        mfa_verification.verify_code(tess, totp_code())
    clock.move(timedelta(seconds=11))
    assert mfa_verification.verify_code(tess, totp_code())


def test_a_code_is_accepted_once(client, tess):
    enrollment.enable_totp(tess, SECRET)
    code = totp_code()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(other)


def test_the_previous_code_is_still_accepted(client, tess):
    enrollment.enable_totp(tess, SECRET)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(step=-1)})
    assert is_signed_in(client)


def test_a_recovery_code_signs_in_once(client, tess):
    enrollment.enable_totp(tess, SECRET)
    code = enrollment.recovery_codes(tess)[0]
    assert "Recovery code" in (
        sign_in(client)
        and page(client, "mfa_authenticate")
        and client.get(reverse("mfa_authenticate") + "?recovery").content.decode()
    )
    client.post(reverse("mfa_authenticate") + "?recovery", {"code": f"{code[:4]}-{code[4:]}"})
    assert is_signed_in(client)
    assert len(enrollment.recovery_codes(tess)) == 9
    other = Client()
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(other)


def test_a_trusted_device_is_not_asked_for_a_code_for_30_days(client, tess):
    enrollment.enable_totp(tess, SECRET)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(), "trust": "on"})
    assert client.cookies["mfa_trusted"]["max-age"] == 30 * 86400
    client.post(reverse("account_logout"))
    sign_in(client)
    assert is_signed_in(client)


def test_a_new_secret_ends_the_trust(client, tess):
    enrollment.enable_totp(tess, SECRET)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(), "trust": "on"})
    client.post(reverse("account_logout"))
    enrollment.enable_totp(tess, SECRET[::-1].replace("J", "K"))
    sign_in(client)
    assert not is_signed_in(client)


def test_turning_off_deletes_the_recovery_codes_and_emails(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    signed_in_client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert last_mail_to(tess.email).subject == "Two-factor authentication is off"


def test_new_recovery_codes_invalidate_the_old_ones(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    old = enrollment.recovery_codes(tess)
    signed_in_client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(enrollment.recovery_codes(tess))
    assert not mfa_verification.verify_code(tess, old[0])


@pytest.mark.parametrize("code", ["", "&code={code}", "&otp={code}"])
def test_a_password_gets_no_token_with_two_factor_on_with_or_without_its_code(client, tess, code):
    enrollment.enable_totp(tess, SECRET)
    form = f"grant_type=password&username=tess&password={PASSWORD}" + code.format(code=totp_code())
    refused = client.post("/api/v1/oauth/token", form, content_type="application/x-www-form-urlencoded")
    (error,) = refused.json()["Errors"]
    assert (refused.status_code, error["ErrorCode"]) == (401, "Auth.SecondFactorRequired")
    assert "personal access token" in error["Message"]
    assert mfa_verification.verify_code(tess, totp_code())  # which was not used up


def test_operators_must_set_up_two_factor_first(client):
    oscar = create_user("oscar", is_staff=True, is_superuser=True)
    signed_in(client, oscar)
    for path in ("/", "/organizations/", "/admin/", "/profile/"):
        assert client.get(path)["Location"].startswith(reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(setup_key(client))})
    assert client.get("/admin/").status_code == 200


def test_operators_are_redirected_to_the_requested_page_after_setup(client):
    signed_in(client, create_user("oscar", is_staff=True, is_superuser=True))
    setup = client.get("/admin/accounts/user/?q=tess")["Location"]
    assert client.get(setup).status_code == 200
    client.post(setup, {"code": totp_code(setup_key(client))})
    expected = client.post(reverse("mfa_view_recovery_codes"), {"saved": "on"})
    assert expected["Location"] == "/admin/accounts/user/?q=tess"


def test_setup_never_redirects_to_another_site(signed_in_client, tess):
    setup = reverse("mfa_activate_totp") + "?next=https://elsewhere.example/"
    signed_in_client.get(setup)
    signed_in_client.post(setup, {"code": totp_code(setup_key(signed_in_client))})
    expected = signed_in_client.post(reverse("mfa_view_recovery_codes"), {"saved": "on"})
    assert expected["Location"] == reverse("authentication")


def test_the_admin_asks_an_operator_signed_in_without_two_factor(client):
    oscar = create_operator("oscar")
    enrollment.enable_totp(oscar, SECRET)
    signed_in(client, oscar)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    where = response.redirect_chain[-1][0]
    assert client.post(where, {"by": "password", "password": PASSWORD}).status_code == 422
    assert client.post(where, {"by": "app", "code": totp_code()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_admin_sign_in_page_of_django_is_no_bypass(client, tess):
    create_operator("oscar")
    response = client.post("/admin/login/", {"username": "oscar", "password": PASSWORD})
    assert response["Location"].startswith(reverse("account_login"))
    assert not is_signed_in(client)
    assert signed_in(client, tess).get("/admin/login/").status_code == 403


def test_the_last_factor_of_an_operator_cannot_be_removed(client):
    oscar = create_operator("oscar")
    signed_in(client, oscar)
    client.post(reverse("mfa_deactivate_totp"))
    assert mfa_verification.totp_enabled(oscar)
    assert "Two-factor authentication is required for operators" in page(client)


def test_the_only_passkey_of_an_operator_cannot_be_removed_without_an_app():
    oscar = create_user("oscar", is_staff=True)
    key = stored_passkey(oscar)
    with pytest.raises(enrollment.SecondFactorRequired):
        enrollment.remove_passkey(oscar, key)
    enrollment.enable_totp(oscar, SECRET)
    enrollment.remove_passkey(oscar, key)


def test_a_forged_trust_cookie_is_ignored(client, tess):
    enrollment.enable_totp(tess, SECRET)
    client.cookies["mfa_trusted"] = signing.Signer(key="another").sign_object([["x", 9999999999]])
    sign_in(client)
    assert not is_signed_in(client)
