"""Signing in, refreshing and signing out with the vendor's client."""

from datetime import timedelta

import jwt
import pytest

from accounts.login import api_tokens
from accounts.models import RefreshToken
from tests.cast import PASSWORD
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.uses import uses


@uses("Auth.Login", "Auth.RefreshToken", "Auth.Logout")
def test_a_user_signs_in_refreshes_and_signs_out(cast, library):
    by_email = library("Auth.Login", "olive@example.com", PASSWORD)
    pair = library("Auth.Login", "olive", PASSWORD, "no-captcha")
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 1200)
    assert jwt.decode(pair["access_token"], options={"verify_signature": False})["usr"] == "olive"
    refreshed = library("Auth.RefreshToken", pair["refresh_token"])
    assert refreshed["refresh_token"] != pair["refresh_token"]
    library("Auth.Logout", refreshed["refresh_token"])
    for token in (pair["access_token"], refreshed["access_token"]):
        with pytest.raises(LibraryError) as refused:
            library("CurrentUser.Get", token=token)
        assert (refused.value.status, refused.value.code) == (401, "InvalidToken")
    assert library("CurrentUser.Get", token=by_email["access_token"])["Username"] == "olive"


@uses("Tokens.SetAccessToken", "Tokens.SetRefreshToken", "Tokens.GetRefreshToken", "Tokens.GetAccessToken")
def test_the_library_refreshes_expired_tokens_with_the_refresh_token_that_it_keeps(cast, library, clock):
    clock.move(timedelta(hours=-3))
    expired = []
    pair = api_tokens.issue(cast.olive)
    for _ in range(3):
        clock.move(timedelta(minutes=30))
        expired.append(api_tokens.refresh(pair.refresh_token).access_token)
    clock.move(timedelta(minutes=90))
    library("Tokens.SetRefreshToken", pair.refresh_token)
    for token in expired:
        library("Tokens.SetAccessToken", token)
        assert library("CurrentUser.Get")["Username"] == "olive"
        assert library("Tokens.GetRefreshToken") == pair.refresh_token
        assert library("Tokens.GetAccessToken") not in expired
    assert RefreshToken.objects.filter(revoked_at=None).count() == 7


@uses("Tokens.GetValidToken")
def test_the_library_sends_an_empty_token_when_it_cannot_refresh(cast, library, clock):
    clock.move(timedelta(hours=-1))
    pair = api_tokens.issue(cast.olive)
    clock.move(timedelta(hours=1))
    library("Tokens.SetRefreshToken", "unknown")
    assert library("Tokens.GetValidToken", pair.access_token) == ""
    with pytest.raises(LibraryError) as refused:
        library("CurrentUser.Get", token=pair.access_token)
    assert (refused.value.status, refused.value.code) == (401, "InvalidToken")
    library("Tokens.SetRefreshToken", pair.refresh_token)
    assert library("Tokens.GetValidToken", pair.access_token) != pair.access_token


@uses("Configuration.Get", "Configuration.Set", "Tokens.RemoveAccessToken", "Tokens.RemoveRefreshToken")
def test_the_library_is_pointed_here_by_its_own_configuration(cast, library, live_portal):
    library("Configuration.Set", {"baseApiUrl": f"{live_portal.url}/api/v1", "timeoutInMilliseconds": 10_000})
    assert library("Configuration.Get")["timeoutInMilliseconds"] == 10_000
    library("Tokens.SetAccessToken", api_tokens.issue(cast.olive).access_token)
    assert library("CurrentUser.Get")["Username"] == "olive"
    library("Tokens.RemoveAccessToken")
    library("Tokens.RemoveRefreshToken")
    with pytest.raises(LibraryError):
        library("CurrentUser.Get")
