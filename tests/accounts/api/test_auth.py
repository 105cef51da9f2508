"""Personal access tokens at the Portal API: what admits them, and what does not."""

from datetime import timedelta

import jwt
import pytest

from accounts import signed_tokens
from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import AuditEntry, PersonalAccessToken
from accounts.personal_tokens import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client):
    """Send a request with a bearer token and return status and error code."""

    def call(token, path="/me", method="GET", body=None):
        data = {"content_type": "application/json", "data": body} if body is not None else {}
        response = client.generic(
            method, f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}, **data
        )
        error = response.json()["Errors"][0]["ErrorCode"] if response.status_code >= 400 else ""
        return response.status_code, error

    return call


REFUSED = (401, "InvalidToken")
OUT_OF_SCOPE = (403, "Auth.InsufficientScope")


def test_a_token_is_the_user_and_is_marked_as_used(client, tess, new_token):
    new = new_token(scope="read")
    response = client.get("/api/v1/me", headers={"Authorization": f"Bearer {new.token}"})
    assert (response.status_code, response.json()["Username"]) == (200, "tess")
    assert PersonalAccessToken.objects.get().last_used_at is not None


def test_the_last_use_is_written_once_in_five_minutes(send, new_token, clock, django_assert_num_queries):
    token = new_token(scope="read").token
    send(token)
    with django_assert_num_queries(1):
        send(token)
    clock.move(timedelta(minutes=5))
    with django_assert_num_queries(2):
        send(token)


def test_an_expired_a_revoked_and_an_unknown_token_are_refused_alike(send, tess, new_token, clock):
    revoked, unknown = new_token("Revoked"), new_token("Unknown")
    expired = new_token("Expired", lifetime=timedelta(days=1))
    tokens.revoke(revoked.row, by=tess)
    unknown.row.delete()
    clock.move(timedelta(days=1))
    assert [send(new.token) for new in (revoked, unknown, expired)] == [REFUSED] * 3


def test_the_use_of_an_ended_token_is_recorded_once_a_day(send, tess, new_token, clock):
    revoked, expired = new_token("Revoked"), new_token("Expired", lifetime=timedelta(days=1))
    tokens.revoke(revoked.row, by=tess)
    clock.move(timedelta(days=1))
    for _ in range(3):
        send(revoked.token), send(expired.token)
    entries = AuditEntry.objects.filter(event=Event.PERSONAL_TOKEN_REFUSED)
    assert {(row.details["token"], row.details["why"], row.target_id) for row in entries} == {
        ("Revoked", "revoked", str(tess.pk)),
        ("Expired", "expired", str(tess.pk)),
    }
    assert len(entries) == 2
    clock.move(timedelta(days=1))
    send(expired.token)
    assert entries.all().count() == 3


def test_a_token_of_a_deactivated_user_is_refused_and_not_recorded(send, tess, new_token):
    token = new_token().token
    type(tess).objects.update(is_active=False)
    assert send(token) == REFUSED
    assert not AuditEntry.objects.filter(event=Event.PERSONAL_TOKEN_REFUSED).exists()


def forged(token: str, algorithm="HS256", key="another key, which is long enough for it", **changes) -> str:
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    return jwt.encode(claims, None if algorithm == "none" else key, algorithm)


def test_an_unsigned_a_foreign_and_a_changed_token_are_refused(send, new_token):
    token = new_token().token
    header, claims, signature = token.split(".")
    assert [
        send(forged(token, "none")),
        send(forged(token)),
        send(forged(token, uid=1, usr="olive")),
        send(f"{header}.{claims}."),
        send(f"{header}.{claims[:-2]}AA.{signature}"),
        send(f"{token}x"),
        send(token[:-1]),
        send(token.upper()),
    ] == [REFUSED] * 8


def test_a_token_that_this_portal_signed_and_never_issued_is_refused(send, tess, new_token):
    """Whoever has the signing key alone gets no further: the digest of the token must be stored."""
    row = new_token().row
    span = {"from_": row.created_at, "until": row.expires_at + timedelta(days=30)}
    for claims in ({"jti": str(row.token_id)}, {"jti": "nonsense"}, {"jti": "7"}, {}):
        assert send(signed_tokens.sign(tess, **span, **claims)) == REFUSED


def test_a_token_of_another_portal_is_refused(send, new_token, settings):
    token = new_token().token
    settings.SITE_URL = "https://elsewhere.example"
    assert send(token) == REFUSED


def test_tokens_survive_a_new_secret_key_while_the_old_one_is_a_fallback(send, new_token, settings):
    token = new_token().token
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one " * 6
    assert send(token)[0] == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert send(token) == REFUSED


WRITES = [("/teams/t", "PUT", b'{"Id": "t", "Name": "T"}'), ("/teams/t", "DELETE", None)]


@pytest.mark.parametrize(("path", "method", "body"), WRITES)
def test_a_token_to_read_writes_nothing(send, new_token, path, method, body):
    assert send(new_token(scope="read").token, path, method, body) == OUT_OF_SCOPE


def test_a_token_to_write_reads_too(send, new_token):
    token = new_token(scope="write").token
    assert send(token)[0] == 200
    assert send(token, "/teams/ours", "PUT", b'{"Id": "ours", "Name": "Ours"}')[0] == 200


ACCOUNT = [
    ("/me", "PUT"),
    ("/me/accept", "POST"),
    ("/me/password", "PUT"),
    ("/me/email", "PUT"),
    ("/me/verifyemail", "POST"),
    ("/confirmation", "POST"),
    ("/me/authorizationmethods/Password", "DELETE"),
    ("/me/authorizationmethods/Github/link", "POST"),
]


@pytest.mark.parametrize(("path", "method"), ACCOUNT)
def test_no_personal_token_changes_the_account(send, new_token, path, method):
    assert send(new_token().token, path, method, b"{}") == OUT_OF_SCOPE


def test_a_personal_token_is_no_refresh_token(client, new_token):
    form = f"grant_type=refresh_token&refresh_token={new_token().token}"
    response = client.post("/api/v1/oauth/token", form, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")


@pytest.mark.usefixtures("frozen_time")
def test_invalid_tokens_of_one_network_are_limited_and_valid_ones_are_not(send, tess):
    valid = api_tokens.issue(tess).access_token
    codes = [send(f"guess{number}")[0] for number in range(301)]
    assert codes == [401] * 300 + [429]
    assert send(valid)[0] == 200


def test_what_a_token_did_names_the_token_in_the_audit_log(send, tess, new_token):
    send(new_token().token, "/teams/ours", "PUT", b'{"Id": "ours", "Name": "Ours"}')
    entry = AuditEntry.objects.get(event=Event.TEAM_CREATED)
    assert (entry.actor, entry.details["access_token"]) == (tess, "Pipeline")
