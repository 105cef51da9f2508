"""Confirmation by the Portal API: for one action of the sign-in that confirmed."""

import json
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied

from accounts.codes import confirmation
from accounts.login import api_tokens
from organizations.models import Organization
from tests.cast import create_organization
from tests.mail import code_in, last_mail_to, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    def send(pair, method, path, body=None):
        headers = {"Authorization": f"Bearer {pair.access_token}"}
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def pair(tess):
    return api_tokens.issue(tess)


@pytest.fixture
def organizations(tess):
    return [create_organization(tess, f"shop{number}") for number in (1, 2)]


def confirm(call, pair, user) -> None:
    call(pair, "POST", "/me/verifyemail")
    code = code_in(last_mail_to(user.email))
    assert call(pair, "POST", "/confirmation", {"Code": code}).status_code == 204


def delete(call, pair, shop) -> str:
    response = call(pair, "DELETE", f"/organizations/{shop.pk}")
    return response.json()["Errors"][0]["ErrorCode"] if response.content else str(response.status_code)


def test_one_confirmation_is_for_one_action(call, pair, tess, organizations):
    confirm(call, pair, tess)
    assert delete(call, pair, organizations[0]) == "204"
    assert delete(call, pair, organizations[1]) == "Confirmation.Required"
    confirm(call, pair, tess)
    assert delete(call, pair, organizations[1]) == "204"


def test_a_confirmation_is_valid_for_its_own_session(call, pair, tess, organizations):
    confirm(call, pair, tess)
    other = api_tokens.issue(tess)
    assert delete(call, other, organizations[0]) == "Confirmation.Required"
    renewed = api_tokens.refresh(pair.refresh_token)
    assert delete(call, renewed, organizations[0]) == "204"


def test_a_confirmation_expires_after_ten_minutes(call, pair, tess, organizations, clock):
    confirm(call, pair, tess)
    clock.move(timedelta(minutes=9, seconds=50))
    assert delete(call, pair, organizations[0]) == "204"
    confirm(call, pair, tess)
    clock.move(timedelta(minutes=10, seconds=1))
    pair = api_tokens.refresh(pair.refresh_token)
    assert delete(call, pair, organizations[1]) == "Confirmation.Required"


def test_a_wrong_code_confirms_nothing(call, pair, tess, organizations):
    call(pair, "POST", "/me/verifyemail")
    code = wrong(code_in(last_mail_to(tess.email)))
    refused = call(pair, "POST", "/confirmation", {"Code": code})
    assert (refused.status_code, refused.json()["error"]) == (400, "Confirmation.InvalidCode")
    assert delete(call, pair, organizations[0]) == "Confirmation.Required"


def test_what_is_no_code_costs_no_attempt_and_the_limit_says_when_the_next_can_be_sent(call, pair, tess):
    call(pair, "POST", "/me/verifyemail")
    for _ in range(6):
        refused = call(pair, "POST", "/confirmation", {"Code": "abc"})
        assert (refused.status_code, refused.json()["error"]) == (400, "Confirmation.InvalidCode")
        assert refused.json()["error_description"] == "Enter the 6-digit code."
    code = code_in(last_mail_to(tess.email))
    assert call(pair, "POST", "/confirmation", {"Code": f" {code[:3]} {code[3:]} "}).status_code == 204
    for _ in range(4):
        call(pair, "POST", "/me/verifyemail")
    refused = call(pair, "POST", "/me/verifyemail")
    assert refused.status_code == 429
    assert 3590 <= int(refused["Retry-After"]) <= 3600
    assert "Try again in 60 minutes." in refused.json()["error_description"]


def test_a_failed_action_keeps_the_confirmation(call, pair, tess, organizations, monkeypatch):
    confirm(call, pair, tess)
    with monkeypatch.context() as faulty:
        faulty.setattr("organizations.deletion.delete", denied)
        assert call(pair, "DELETE", "/organizations/shop1").status_code == 403
    assert not Organization.objects.exclude(deleted_at=None)
    assert delete(call, pair, organizations[0]) == "204"


def denied(*given, **named):
    raise PermissionDenied


def test_changing_a_sign_in_method_consumes_the_confirmation(call, tess, clock):
    for provider in ("github", "google"):
        SocialAccount.objects.create(user=tess, provider=provider, uid="1")
    pair = api_tokens.issue(tess)
    clock.move(timedelta(minutes=16))
    confirm(call, pair, tess)
    assert call(pair, "DELETE", "/me/authorizationmethods/Github").status_code == 204
    refused = call(pair, "DELETE", "/me/authorizationmethods/Google")
    assert (refused.status_code, refused.json()["error"]) == (403, "Confirmation.Required")


def test_a_confirmed_code_of_another_action_is_no_confirmation_of_the_api(tess):
    describe = confirmation.ActionDescription("delete shop1", "deletes shop1.")
    confirmation.send_code(tess, "delete", "organization", "shop1", describe=describe)
    confirmation.check_code(tess, "delete", "organization", "shop1", code_in(last_mail_to(tess.email)))
    _, family = api_tokens.verify(api_tokens.issue(tess).access_token)
    with (
        pytest.raises(confirmation.NotConfirmed),
        confirmation.consume_confirmation(tess, token_family=family),
    ):
        pass
