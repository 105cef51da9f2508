"""Passkeys that sign correctly: which responses are accepted and which are refused."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts import login_methods
from accounts.audit.events import Event
from accounts.login import password as sign_in_activity
from accounts.mfa import authenticators, enrollment
from accounts.mfa import verification as mfa_verification
from accounts.models import AuditEntry
from tests.accounts.authenticator_app import SECRET, is_signed_in, page
from tests.accounts.authenticator_app import sign_in as sign_in_by_password
from tests.accounts.software_passkey import SoftwarePasskey
from tests.cast import create_operator, create_user
from tests.login import signed_in
from tests.mail import last_mail_to, mails_to

pytestmark = pytest.mark.django_db
UNUSABLE = [False, 0, "", [], {}, {"id": 1}, {"id": "x", "rawId": "x", "response": {}}]
AJAX = {"Accept": "application/json"}


def options_in(html: str) -> dict:
    return json.loads(re.search(r'id="passkey-options"[^>]*>(.*?)</script>', html)[1])


def add(client, passkey: SoftwarePasskey):
    options = options_in(page(client, "mfa_add_webauthn"))["creation_options"]
    sent = {"name": "Laptop", "credential": json.dumps(passkey.registration(options))}
    return client.post(reverse("mfa_add_webauthn"), sent)


def sign_in(client, passkey: SoftwarePasskey, user):
    options = client.get(reverse("mfa_login_webauthn"), headers=AJAX).json()["request_options"]
    sent = {"credential": json.dumps(passkey.assertion(options, user.pk))}
    return client.post(reverse("mfa_login_webauthn"), sent)


def confirm(client, passkey: SoftwarePasskey, user):
    options = options_in(page(client, "account_reauthenticate"))["request_options"]
    sent = {"by": "passkey", "credential": json.dumps(passkey.assertion(options, user.pk))}
    return client.post(reverse("account_reauthenticate"), sent)


def unusable_passkey(user, credential=False) -> Authenticator:
    data = {"name": "Broken", "credential": credential}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.fixture
def passkey(signed_in_client):
    """Register a passkey of Tess."""
    made = SoftwarePasskey(counter=7)
    assert add(signed_in_client, made)["Location"] == reverse("authentication")
    return made


def test_a_passkey_signs_in_and_reauthenticates(passkey, signed_in_client, tess):
    passkey.counter += 1
    browser = Client()
    assert sign_in(browser, passkey, tess)["Location"] == reverse("home")
    assert is_signed_in(browser)
    passkey.counter += 1
    assert confirm(signed_in_client, passkey, tess).status_code == 302


def test_a_passkey_signs_in_while_the_password_is_locked(passkey, tess):
    for _ in range(10):
        with pytest.raises((sign_in_activity.InvalidCredentials, sign_in_activity.AccountLocked)):
            sign_in_activity.authenticate("tess", "wrong horse")
    passkey.counter += 1
    browser = Client()
    sign_in(browser, passkey, tess)
    assert is_signed_in(browser)


def test_a_passkey_is_accepted_after_the_password(passkey, client, tess):
    enrollment.enable_totp(tess, SECRET)
    browser = Client()
    sign_in_by_password(browser)
    options = options_in(page(browser, "mfa_authenticate"))["request_options"]
    passkey.counter += 1
    sent = {"credential": json.dumps(passkey.assertion(options, tess.pk))}
    assert browser.post(reverse("mfa_authenticate"), sent)["Location"] == reverse("home")
    assert is_signed_in(browser)


FOREIGN_ORIGINS = [
    "http://testserver:9000",
    "https://testserver",
    "http://testserver.evil.example",
    "http://sub.testserver",
    "http://localhost",
    "null",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_response_from_another_origin_is_rejected(passkey, signed_in_client, tess, origin):
    passkey.origin, passkey.counter = origin, 8
    browser = Client()
    sign_in(browser, passkey, tess)
    assert not is_signed_in(browser)
    assert confirm(signed_in_client, passkey, tess).status_code == 422


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_passkey_created_for_another_origin_is_not_stored(signed_in_client, origin):
    assert add(signed_in_client, SoftwarePasskey(origin=origin)).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_configured_address_is_an_origin_too_without_its_default_port(signed_in_client, settings):
    settings.SITE_URL = "https://testserver:443"
    assert add(signed_in_client, SoftwarePasskey(origin="https://testserver")).status_code == 302


@pytest.mark.parametrize("counter", [6, 7, 0])
def test_a_signature_counter_that_does_not_increase_is_rejected_and_emailed(
    passkey, signed_in_client, tess, counter
):
    passkey.counter = counter
    browser = Client()
    sign_in(browser, passkey, tess)
    assert not is_signed_in(browser)
    mail = last_mail_to(tess.email)
    assert mail.subject == "A passkey was refused"
    assert "“Laptop”" in mail.text
    entry = AuditEntry.objects.get(event=Event.PASSKEY_CLONE_DETECTED)
    assert (entry.target_id, entry.result) == (str(tess.pk), "refused")
    assert confirm(signed_in_client, passkey, tess).status_code == 422
    passkey.counter = 8
    sign_in(browser, passkey, tess)
    assert is_signed_in(browser)


def test_the_signature_counter_is_compared_with_the_last_use(passkey, signed_in_client, tess):
    passkey.counter = 20
    sign_in(Client(), passkey, tess)
    passkey.counter = 19
    browser = Client()
    sign_in(browser, passkey, tess)
    assert not is_signed_in(browser)


def test_a_passkey_without_a_signature_counter_is_accepted_each_time(signed_in_client, tess):
    never_counts = SoftwarePasskey(counter=0)
    add(signed_in_client, never_counts)
    for _ in range(2):
        browser = Client()
        sign_in(browser, never_counts, tess)
        assert is_signed_in(browser)
    assert not [mail for mail in mails_to(tess.email) if mail.subject == "A passkey was refused"]


def test_a_passkey_of_another_user_does_not_reauthenticate(passkey, tess):
    adam = create_user("adam")
    browser = signed_in(Client(), adam)
    own = SoftwarePasskey(id=b"adam's")
    add(browser, own)
    passkey.counter += 1
    assert confirm(browser, passkey, tess).status_code == 422


@pytest.mark.parametrize("credential", UNUSABLE)
def test_an_unusable_passkey_does_not_count_and_can_be_removed(signed_in_client, tess, credential):
    broken = unusable_passkey(tess, credential)
    assert not mfa_verification.has_any(tess)
    assert not authenticators.has_passkey(tess)
    assert [method.kind for method in login_methods.methods_of(tess) if method.usable] == [
        login_methods.PASSWORD
    ]
    assert "Can’t be used to sign in." in page(signed_in_client)
    for name in ("mfa_add_webauthn", "account_reauthenticate"):
        assert signed_in_client.get(reverse(name)).status_code == 200
    assert signed_in_client.get(reverse("mfa_edit_webauthn", args=[broken.pk])).status_code == 200
    signed_in_client.post(reverse("remove_password"))
    tess.refresh_from_db()
    assert tess.has_usable_password()
    signed_in_client.post(reverse("mfa_remove_webauthn", args=[broken.pk]))
    assert not Authenticator.objects.exists()


def test_an_unusable_passkey_does_not_block_others(passkey, tess):
    unusable_passkey(tess)
    passkey.counter += 1
    browser = Client()
    sign_in(browser, passkey, tess)
    assert is_signed_in(browser)


def test_a_passkey_that_is_not_discoverable_is_no_sign_in_method(signed_in_client, tess):
    add(signed_in_client, SoftwarePasskey())
    row = Authenticator.objects.get()
    row.data["credential"]["clientExtensionResults"] = {"credProps": {"rk": False}}
    row.save()
    assert [method.kind for method in login_methods.methods_of(tess) if method.usable] == [
        login_methods.PASSWORD
    ]
    assert mfa_verification.has_any(tess)


@pytest.mark.parametrize("broken", [{"secret": "no token"}, {}, {"secret": 1}])
def test_an_operator_needs_a_usable_factor(client, broken):
    oscar = create_operator("oscar")
    signed_in(client, oscar)
    Authenticator.objects.filter(user=oscar).update(data=broken)
    unusable = unusable_passkey(oscar)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_activate_totp"))
    Authenticator.objects.filter(user=oscar, type="totp").delete()
    enrollment.enable_totp(oscar, SECRET)
    client.post(reverse("mfa_deactivate_totp"))
    assert mfa_verification.totp_enabled(oscar)
    client.post(reverse("mfa_remove_webauthn", args=[unusable.pk]))
    assert not Authenticator.objects.filter(pk=unusable.pk).exists()
    add(client, SoftwarePasskey())
    client.post(reverse("mfa_deactivate_totp"))
    assert not mfa_verification.totp_enabled(oscar)


def test_an_unreadable_app_secret_still_requires_a_code_and_accepts_none(client, tess):
    enrollment.enable_totp(tess, SECRET)
    Authenticator.objects.filter(type="totp").update(data={"secret": "no token"})
    assert sign_in_by_password(client)["Location"] == reverse("mfa_authenticate")
    client.post(reverse("mfa_authenticate"), {"code": "123456"})
    assert not is_signed_in(client)
