"""Profile > Authentication: re-authentication, and the active sessions."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.login import api_tokens
from accounts.mfa import enrollment
from accounts.mfa import verification as mfa_verification
from accounts.models import User
from tests.accounts.authenticator_app import SECRET, page, sign_in, totp_code
from tests.cast import PASSWORD
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:130.0) Gecko/20100101 Firefox/130.0"


def expire_authentication(client) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 16 * 60}]
    session.save()


REAUTHENTICATED_GETS = [
    ("mfa_activate_totp", ()),
    ("mfa_add_webauthn", ()),
    ("account_email", ()),
    ("delete_account", ()),
    ("link_provider", ("github",)),
]
REAUTHENTICATED_POSTS = [
    ("mfa_deactivate_totp", ()),
    ("mfa_generate_recovery_codes", ()),
    ("remove_password", ()),
    ("unlink_provider", ("github",)),
    ("request_export", ()),
]


@pytest.mark.parametrize(("name", "arguments"), REAUTHENTICATED_GETS + REAUTHENTICATED_POSTS)
def test_changing_sign_in_methods_requires_reauthentication_after_15_minutes(
    signed_in_client, name, arguments
):
    expire_authentication(signed_in_client)
    address = reverse(name, args=arguments)
    response = (
        signed_in_client.get(address)
        if (name, arguments) in REAUTHENTICATED_GETS
        else signed_in_client.post(address)
    )
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_after_reauthentication_the_request_is_processed(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    expire_authentication(signed_in_client)
    where = signed_in_client.post(reverse("mfa_deactivate_totp"))["Location"]
    refused = signed_in_client.post(where, {"by": "password", "password": "wrong"})
    assert refused.status_code == 422
    assert mfa_verification.totp_enabled(tess)
    assert signed_in_client.post(where, {"by": "password", "password": PASSWORD})["Location"] == reverse(
        "authentication"
    )
    assert not mfa_verification.totp_enabled(tess)


def test_a_code_of_the_app_reauthenticates(signed_in_client, tess):
    enrollment.enable_totp(tess, SECRET)
    expire_authentication(signed_in_client)
    where = signed_in_client.get(reverse("account_email"))["Location"]
    assert signed_in_client.post(where, {"by": "app", "code": wrong(totp_code())}).status_code == 422
    assert signed_in_client.post(where, {"by": "app", "code": totp_code()})["Location"] == reverse(
        "account_email"
    )


def test_a_user_with_only_a_provider_reauthenticates_by_email(client):
    nora = User.objects.create_user("nora", "nora@example.com")
    signed_in(client, nora)
    expire_authentication(client)
    where = client.get(reverse("account_email"))["Location"]
    client.post(where, {"by": "send_code"})
    code = code_in(last_mail_to(nora.email))
    assert client.post(where, {"by": "code", "code": wrong(code)}).status_code == 422
    assert client.post(where, {"by": "code", "code": code})["Location"] == reverse("account_email")


@pytest.mark.parametrize("by", ["", "magic", "code"])
def test_an_invalid_reauthentication_is_rejected(signed_in_client, by):
    expire_authentication(signed_in_client)
    assert signed_in_client.post(reverse("account_reauthenticate"), {"by": by}).status_code == 422


def test_reauthentication_never_redirects_to_another_site(signed_in_client):
    expire_authentication(signed_in_client)
    response = signed_in_client.post(
        reverse("account_reauthenticate") + "?next=https://evil.example/",
        {"by": "password", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert response["Location"] == reverse("home")


def test_sessions_and_api_clients_are_listed_with_the_current_first(tess):
    mine, other = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": "curl/8"})
    for client in (other, mine):
        sign_in(client)
    api_tokens.issue(tess)
    text = page(mine)
    assert text.index("Firefox on macOS") < text.index("This device") < text.index("curl")
    assert "Portal API" in text


def test_one_device_can_be_signed_out(tess):
    mine, other = Client(), Client()
    sign_in(mine), sign_in(other)
    keys = re.findall(r'name="key" value="(browser-\d+)"', page(mine))
    assert mine.post(reverse("revoke_session"), {"key": keys[0]}).status_code == 302
    assert other.get(reverse("profile"))["Location"].startswith(reverse("account_login"))


def test_an_api_client_can_be_revoked(signed_in_client, tess):
    pair = api_tokens.issue(tess)
    key = re.search(r'name="key" value="(api-[^"]+)"', page(signed_in_client))[1]
    signed_in_client.post(reverse("revoke_session"), {"key": key})
    with pytest.raises(api_tokens.InvalidToken):
        api_tokens.verify(pair.access_token)


@pytest.mark.parametrize("key", ["", "browser-", "browser-999999", "api-x", "x", "browser-1 OR 1=1"])
def test_sessions_of_others_cannot_be_signed_out(signed_in_client, key):
    assert signed_in_client.post(reverse("revoke_session"), {"key": key}).status_code == 404


def test_signing_out_everywhere_else_keeps_this_session(tess):
    mine, other = Client(), Client()
    sign_in(mine), sign_in(other)
    pair = api_tokens.issue(tess)
    mine.post(reverse("revoke_other_sessions"))
    assert mine.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302
    with pytest.raises(api_tokens.InvalidToken):
        api_tokens.refresh(pair.refresh_token)
    assert "This device" in page(mine)


def test_a_sign_in_from_a_new_device_is_emailed_and_from_a_known_one_is_not(tess):
    first = Client(headers={"User-Agent": FIREFOX})
    sign_in(first)
    assert mails_to(tess.email) == []
    first.post(reverse("account_logout"))
    sign_in(first)
    assert mails_to(tess.email) == []
    sign_in(Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"}))
    assert [mail.subject for mail in mails_to(tess.email)] == ["New sign-in from Safari on iPhone"]
