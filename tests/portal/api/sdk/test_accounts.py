"""Accounts by the vendor's client: registration, forgotten passwords, locked accounts and the own profile."""

import contextlib

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.login import api_tokens
from accounts.login import password as password_login
from tests.cast import PASSWORD
from tests.mail import code_in, last_mail_to
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.uses import uses

NEW_PASSWORD = "a new one of four words"
NORA = "nora@example.com"


@uses("Accounts.Register", "Accounts.Verify", "CurrentUser.AcceptTerms")
def test_a_user_registers_with_the_code_of_the_email(cast, library):
    assert library("Accounts.Register", {"Email": NORA, "Recaptcha": {"Token": "x"}}) in ("", None)
    code = code_in(last_mail_to(NORA))
    profile = {
        "Email": NORA,
        "Name": "Nora Nilsen",
        "Username": "nora",
        "Password": PASSWORD,
        "Country": "NO",
    }
    with pytest.raises(LibraryError) as refused:
        library("Accounts.Verify", {**profile, "Code": "x"})
    assert (refused.value.status, refused.value.code) == (400, "Registration.InvalidCode")
    library("Accounts.Verify", {**profile, "Code": code})
    token = library("Auth.Login", NORA, PASSWORD)["access_token"]
    assert library("CurrentUser.Get", token=token)["TermsAccepted"] is None
    library("CurrentUser.AcceptTerms")
    assert library("CurrentUser.Get")["TermsAccepted"]


@uses("Accounts.ForgotPassword", "Accounts.ResetPassword")
def test_a_user_resets_a_forgotten_password(cast, library):
    library("Accounts.ForgotPassword", {"Email": cast.olive.email})
    body = {
        "Email": cast.olive.email,
        "Password": NEW_PASSWORD,
        "Code": code_in(last_mail_to(cast.olive.email)),
    }
    assert library("Accounts.ResetPassword", body)["Username"] == "olive"
    assert library("Auth.Login", "olive", NEW_PASSWORD)["access_token"]


@uses("Accounts.Unlock")
def test_a_user_unlocks_the_account_without_a_token(cast, library):
    for _ in range(10):
        with contextlib.suppress(password_login.InvalidCredentials, password_login.AccountLocked):
            password_login.authenticate("olive", "wrong")
    with pytest.raises(LibraryError) as refused:
        library("Auth.Login", "olive", PASSWORD)
    assert (refused.value.status, refused.value.code) == (401, "invalid_grant")
    assert refused.value.message.startswith("Locked after 10 wrong passwords.")
    anonymous = library.anonymous()
    anonymous("Accounts.Unlock", {"Email": cast.olive.email, "Code": code_in(last_mail_to(cast.olive.email))})
    assert library("Auth.Login", "olive", PASSWORD)["access_token"]


@uses("CurrentUser.Get", "CurrentUser.Save", "CurrentUser.ListRegions")
def test_a_user_reads_and_saves_the_profile(cast, library):
    olive = library.of(cast.olive)
    me = olive("CurrentUser.Get")
    assert olive("CurrentUser.Save", {**me, "Name": "Olive O.", "Country": "NO"}) == {
        **me,
        "Name": "Olive O.",
        "Country": "NO",
    }
    regions = olive("CurrentUser.ListRegions", {"search": "us", "page": 1, "pageSize": 10})
    assert {"Region", "CanCreateSandbox", "CanCreateProduction", "CanCreateQa"} == set(regions["Items"][0])


@uses("CurrentUser.ChangePassword")
def test_a_new_password_ends_every_sign_in_but_the_one_that_is_kept(cast, library):
    kept, ended = api_tokens.issue(cast.olive), api_tokens.issue(cast.olive)
    change = {"CurrentPassword": PASSWORD, "NewPassword": NEW_PASSWORD, "RefreshToken": kept.refresh_token}
    assert library("CurrentUser.ChangePassword", change, token=kept.access_token)["Username"] == "olive"
    assert library("CurrentUser.Get")["Username"] == "olive"
    with pytest.raises(LibraryError) as refused:
        library("CurrentUser.Get", token=ended.access_token)
    assert refused.value.status == 401


@uses("CurrentUser.ChangeEmail", "Accounts.Confirm")
def test_a_new_email_is_confirmed_with_the_code_that_was_sent_there(cast, library):
    olive = library.of(cast.olive)
    olive("CurrentUser.ChangeEmail", {"Email": "olive@new.example", "Password": PASSWORD})
    olive("Accounts.Confirm", {"Code": code_in(last_mail_to("olive@new.example"))})
    assert olive("CurrentUser.Get")["Email"] == "olive@new.example"


@uses(
    "CurrentUser.VerifyEmail",
    "CurrentUser.ListAccounts",
    "CurrentUser.RemoveAccount",
    "CurrentUser.LinkAccount",
)
def test_sign_in_methods_are_listed_linked_and_removed(cast, library, clock):
    SocialAccount.objects.create(user=cast.olive, provider="github", uid="1")
    olive = library.of(cast.olive)
    assert olive("CurrentUser.ListAccounts") == [{"Name": "Password"}, {"Name": "Github"}]
    assert olive("CurrentUser.LinkAccount", "Google")["RedirectUrl"].endswith("/google/")
    olive("CurrentUser.VerifyEmail", {"Token": "x"})
    olive("Accounts.Confirm", {"Code": code_in(last_mail_to(cast.olive.email))})
    olive("CurrentUser.RemoveAccount", "Github")
    with pytest.raises(LibraryError) as refused:
        olive("CurrentUser.RemoveAccount", "Password")
    assert (refused.value.status, refused.value.code) == (400, "AuthorizationMethod.LastOne")


@uses("PortalUsers.List", "PortalUsers.Get")
def test_users_are_found_without_their_email(cast, library):
    stan = library.of(cast.stan)
    found = stan("PortalUsers.List", {"search": "oliv", "page": 1, "pageSize": 5})
    assert [user["Username"] for user in found["Items"]] == ["olive"]
    assert stan("PortalUsers.Get", "olive") == {"Username": "olive", "Name": "Olive"}
