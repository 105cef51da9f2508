"""A POST with an Idempotency-Key can be sent again: it has one effect, and each answer is the first one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connections
from django.test import Client

from accounts import idempotency
from accounts.login import api_tokens
from accounts.models import IdempotentRequest
from contributors.models import AccessGrant, TeamMember
from lib import clock

KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'


@pytest.fixture
def invite(send, cast):
    """Invites Stan to the team, with a key unless it is None."""
    path = f"/teams/{cast.team.pk}/members"

    def post(key=KEY, body=None, who="olive", path=path):
        headers = {} if key is None else {"Idempotency_Key": key}
        return send(who, "POST", path, {"Username": "stan"} if body is None else body, **headers)

    return post


def code(response) -> tuple[int, str]:
    return response.status_code, response.json()["Errors"][0]["ErrorCode"]


def test_the_same_request_gets_the_first_response_and_has_one_effect(invite, cast):
    first, second = invite(), invite()
    assert first.status_code == second.status_code in {200, 201}
    assert first.content == second.content
    assert second["Content-Type"] == first["Content-Type"]
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert TeamMember.objects.filter(team=cast.team, user=cast.stan).count() == 1
    assert 400 <= invite(key=None).status_code < 500  # as it is without a key


def test_a_response_without_a_body_is_repeated_too(send, cast):
    path = f"/teams/{cast.team.pk}/transfer"
    for replayed in (False, True):
        response = send("olive", "POST", path, {"Username": "tess"}, Idempotency_Key=KEY)
        assert (response.status_code, response.content) == (204, b"")
        assert ("Idempotent-Replayed" in response) is replayed
    assert send("olive", "POST", path, {"Username": "tess"}, Idempotency_Key="new").status_code == 403


def test_a_key_in_quotes_and_without_is_the_same(invite):
    invite()
    assert invite(key=KEY.strip('"'))["Idempotent-Replayed"] == "true"


def test_a_key_of_another_request_is_refused(invite, cast):
    invite()
    assert code(invite(body={"Username": "victor"})) == (422, "Idempotency.KeyReused")
    assert code(invite(path=f"/teams/{cast.team.pk}/transfer")) == (422, "Idempotency.KeyReused")
    assert not TeamMember.objects.filter(user=cast.victor).exists()


def test_the_key_of_someone_else_is_free(invite, cast):
    invite()
    assert code(invite(who="victor"))[0] == 404  # victor does not see the team, nor olive's response


def test_a_user_who_lost_access_to_the_organization_gets_no_stored_response(send, cast):
    path = f"/organizations/{cast.pair.staging_id}/restorewebhooks"
    body = {"URL": "https://hooks.example.com/staging", "Events": ["restore.finished"]}
    assert send("adam", "POST", path, body, Idempotency_Key=KEY).status_code == 201
    assert send("adam", "POST", path, body, Idempotency_Key=KEY)["Idempotent-Replayed"] == "true"
    AccessGrant.objects.filter(user=cast.adam, organization=cast.pair.staging).delete()
    assert code(send("adam", "POST", path, body, Idempotency_Key=KEY)) == (404, "NotFound")


@pytest.mark.parametrize(
    "key", ["", '""', "a b", '"a', 'a"b"', "ü", "x" * 256, '"' + "x" * 256 + '"', "a,b\tc"]
)
def test_a_malformed_key_is_refused(invite, cast, key):
    assert code(invite(key=key)) == (400, "Idempotency.InvalidKey")
    assert not TeamMember.objects.filter(user=cast.stan).exists()


def test_a_request_without_success_can_be_corrected_and_sent_again(invite):
    assert invite(body={"Username": "nobody-here"}).status_code >= 400
    assert invite(body={}).status_code == 400
    assert invite().status_code in {200, 201}


def test_a_request_that_failed_on_the_server_can_be_sent_again(invite, client, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        module = import_module("contributors.api.team_members")
        broken.setattr(module, "member_dict", lambda member: 1 / 0)
        assert code(invite())[0] == 500
    assert not IdempotentRequest.objects.exists()


def test_other_methods_and_strangers_use_no_key(send, cast):
    for who, method, path in (("olive", "GET", "/me"), ("", "POST", "/register"), ("", "POST", "/me/accept")):
        body = {"Email": "new@example.com"} if method == "POST" else None
        send(who, method, path, body, Idempotency_Key=KEY)
    assert not IdempotentRequest.objects.exists()


@pytest.mark.usefixtures("frozen_time")
def test_a_killed_request_blocks_its_key_for_minutes_only(invite, cast, monkeypatch):
    monkeypatch.setattr(idempotency, "finish", lambda *args, **kwargs: None)
    invite(body={"Username": "victor"})  # its process ended before it stored the response
    assert code(invite(body={"Username": "victor"})) == (409, "Idempotency.StillRunning")
    assert code(invite()) == (422, "Idempotency.KeyReused")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    assert invite().status_code in {200, 201}


def test_neither_the_key_nor_the_response_is_stored_in_the_clear(invite):
    invite()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT key_digest, content FROM accounts_idempotentrequest")
        ((digest, content),) = cursor.fetchall()
    assert len(digest) == 64
    assert "Username" not in content
    assert "Username" in IdempotentRequest.objects.get().content


@pytest.mark.django_db(transaction=True)
def test_of_parallel_requests_with_one_key_one_runs(cast):
    token = api_tokens.issue(cast.olive).access_token

    def post(number):
        try:
            return Client().post(
                f"/api/v1/teams/{cast.team.pk}/members",
                {"Username": "stan"},
                "application/json",
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": KEY},
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(post, range(4)))
    ran = [each for each in responses if each.status_code < 300 and "Idempotent-Replayed" not in each]
    assert len(ran) == 1
    assert {each.status_code for each in responses} <= {ran[0].status_code, 409}
    assert TeamMember.objects.filter(team=cast.team, user=cast.stan).count() == 1
