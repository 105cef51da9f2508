"""Attacks on signing in: one refresh token in parallel, and passwords guessed through several doors."""

from functools import partial

import pytest
import requests
from django.test import Client

from accounts.login import api_tokens
from accounts.models import RefreshToken
from tests.cast import PASSWORD
from tests.concurrency import run_concurrently

TOKEN = "/api/v1/oauth/token"
AT_ONCE = 12


def refresh(portal: str, token: str, found: list[requests.Response]) -> None:
    """Refresh a token over HTTP."""
    form = {"grant_type": "refresh_token", "refresh_token": token}
    found.append(requests.post(portal + TOKEN, form, timeout=60))


def status_of(portal: str, access_token: str) -> int:
    """Return the status of a request with an access token."""
    headers = {"Authorization": f"Bearer {access_token}"}
    return requests.get(f"{portal}/api/v1/me", headers=headers, timeout=60).status_code


def test_a_refresh_token_that_is_used_in_parallel_gives_valid_pairs_of_one_family(cast, live_portal):
    pair, found = api_tokens.issue(cast.olive), []
    run_concurrently(partial(refresh, live_portal.url, pair.refresh_token, found) for _ in range(AT_ONCE))
    assert [response.status_code for response in found] == [200] * AT_ONCE
    pairs = [response.json() for response in found]
    assert len({pair["refresh_token"] for pair in pairs}) == AT_ONCE
    assert {status_of(live_portal.url, pair["access_token"]) for pair in pairs} == {200}
    assert RefreshToken.objects.values("family").distinct().count() == 1


def test_no_refresh_outruns_the_end_of_its_sign_in(cast, live_portal):
    pair, found = api_tokens.issue(cast.olive), []
    calls = [partial(refresh, live_portal.url, pair.refresh_token, found) for _ in range(AT_ONCE)]
    calls.insert(
        AT_ONCE // 2,
        partial(requests.post, f"{live_portal.url}/api/v1/oauth/revoke", {"token": pair.refresh_token}),
    )
    run_concurrently(calls)
    assert {response.status_code for response in found} <= {200, 400}
    issued = [response.json()["access_token"] for response in found if response.ok]
    assert {status_of(live_portal.url, token) for token in [pair.access_token, *issued]} == {401}
    assert not RefreshToken.objects.filter(revoked_at=None)


def guess_by_api(client: Client) -> int:
    """Return the status of a wrong password sent to the API."""
    form = "grant_type=password&username=olive&password=wrong"
    return client.post(TOKEN, form, "application/x-www-form-urlencoded").status_code


def guess_on_page(client: Client) -> int:
    """Return the status of a wrong password on the sign-in page."""
    return client.post("/accounts/login/", {"login": "olive", "password": "wrong"}).status_code


@pytest.mark.parametrize(("first", "then"), [(guess_by_api, guess_on_page), (guess_on_page, guess_by_api)])
def test_guesses_of_a_password_count_together_through_every_door(cast, client, first, then):
    for guess in [first] * 6 + [then] * 4:
        guess(client)
    form = f"grant_type=password&username=olive&password={PASSWORD.replace(' ', '+')}"
    refused = client.post(TOKEN, form, "application/x-www-form-urlencoded")
    assert (refused.status_code, refused.json()["Errors"][0]["ErrorCode"]) == (401, "Auth.LockedOut")
    page = client.post("/accounts/login/", {"login": "olive", "password": PASSWORD})
    assert (page.status_code, page["Location"]) == (302, "/accounts/locked/")
    assert "_auth_user_id" not in client.session


def test_guesses_of_the_current_password_by_a_stolen_token_count_too(cast, client):
    token = api_tokens.issue(cast.olive).access_token
    for _ in range(10):
        body = {"CurrentPassword": "wrong", "NewPassword": "a new one of four words"}
        response = client.put(
            "/api/v1/me/password", body, "application/json", headers={"Authorization": f"Bearer {token}"}
        )
        assert response.status_code == 400
    form = f"grant_type=password&username=olive&password={PASSWORD.replace(' ', '+')}"
    refused = client.post(TOKEN, form, "application/x-www-form-urlencoded")
    # Not that it is locked: the login as it is typed here was not guessed.
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_grant")
