"""At least one usable sign-in method stays."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from accounts import login_methods
from accounts.login import api_tokens, passwords
from accounts.mfa import enrollment
from accounts.models import User
from accounts.social import unlink
from tests.accounts.authenticator_app import page
from tests.accounts.software_passkey import stored_passkey

pytestmark = pytest.mark.django_db


def github(user) -> SocialAccount:
    return SocialAccount.objects.create(user=user, provider="github", uid="1")


def remove(client, user, method):
    headers = {"Authorization": f"Bearer {api_tokens.issue(user).access_token}"}
    return client.delete(f"/api/v1/me/authorizationmethods/{method}", headers=headers)


def kinds(user) -> list[str]:
    return [method.kind for method in login_methods.methods_of(user)]


def test_the_password_can_be_removed_with_a_passkey_by_the_api_too(client, tess):
    stored_passkey(tess)
    assert remove(client, tess, "Password").status_code == 204
    assert kinds(tess) == ["passkey"]


def test_the_last_passkey_cannot_be_removed(signed_in_client, tess):
    key = stored_passkey(tess)
    passwords.remove(tess)
    signed_in_client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert kinds(tess) == ["passkey"]
    assert "This is your only sign-in method." in page(signed_in_client)


def test_one_of_two_passkeys_can_be_removed(tess):
    first, second = stored_passkey(tess), stored_passkey(tess, "Phone")
    passwords.remove(tess)
    enrollment.remove_passkey(tess, first)
    with pytest.raises(login_methods.LastLoginMethod):
        enrollment.remove_passkey(tess, second)


def test_the_last_provider_cannot_be_removed_by_the_api_either(client, tess):
    github(tess)
    assert remove(client, tess, "Password").status_code == 204
    refused = remove(client, tess, "Github")
    assert refused.json()["Errors"][0]["ErrorCode"] == "AuthorizationMethod.LastOne"
    assert kinds(tess) == ["github"]


def test_an_app_and_its_codes_are_no_sign_in_method(tess):
    enrollment.enable_totp(tess, "JBSWY3DPEHPK3PXPKRSXG5BRGIZTINJW")
    with pytest.raises(login_methods.LastLoginMethod):
        passwords.remove(tess)


def test_a_provider_that_is_no_longer_configured_is_no_sign_in_method(signed_in_client, tess, settings):
    github(tess)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    text = page(signed_in_client)
    assert "No longer supported by this portal" in text
    assert "You have one sign-in method." in text
    assert 'Remove<span class="visually-hidden"> the password' not in text
    with pytest.raises(login_methods.LastLoginMethod):
        passwords.remove(tess)
    assert unlink.unlink(tess, "github")


def test_an_only_provider_is_kept_while_it_is_not_configured(tess, settings):
    github(tess)
    passwords.remove(tess)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    with pytest.raises(login_methods.LastLoginMethod):
        unlink.unlink(tess, "github")


def test_the_password_of_an_imported_account_has_a_date(signed_in_client):
    User.objects.update(password_changed_at=None, password_last_used_at=None)
    row = page(signed_in_client).split("<strong>Password</strong>")[1].split("</div>")[0]
    assert "Changed" not in row
    assert "Not used yet" in row
