"""Every route of the Portal API refuses requests without a valid token."""

import base64
import json
from datetime import timedelta

import jwt
import pytest

from accounts import signed_tokens
from accounts.login import api_tokens
from lib import rate_limit
from tests.portal.api.attacks.conftest import Answer, is_envelope
from tests.portal.api.attacks.operations import METHODS, PUBLIC, api_patterns

BODY = b'{"Name": "Acme", "Username": "olive"}'


# All operations share one authentication, which the others try once.
FOR_EACH_OPERATION = {"no token", "expired", "none"}


def is_refusal(answer: Answer) -> bool:
    """Return whether a response is 401 in the envelope and nothing was written."""
    code = answer.body["error"] if is_envelope(answer.body) else ""
    return answer.status == 401 and code == "InvalidToken" and not answer.problem


def encoded(value: dict) -> str:
    """Return a part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def bad_tokens(user, clock) -> dict[str, str | None]:
    """Return tokens that must not be accepted, by what is wrong with them."""
    valid = api_tokens.issue(user).access_token
    claims = jwt.decode(valid, options={"verify_signature": False})
    key = signed_tokens.signing_key()
    clock.move(-timedelta(hours=1))
    expired = api_tokens.issue(user).access_token
    revoked = api_tokens.issue(user)
    clock.move(timedelta(hours=1))
    revoked_too = api_tokens.issue(user)
    api_tokens.revoke(revoked_too.refresh_token)

    def signed(**changes) -> str:
        kept = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(kept, key, "HS256")

    assert signed()  # what follows differs from a valid one in one respect
    head, body, signature = valid.split(".")
    return {
        "no token": None,
        "empty": "",
        "not a JWT": "x",
        "three dots": "...",
        "expired": expired,
        "expired and renewed": revoked.access_token,
        "revoked": revoked_too.access_token,
        "a refresh token": revoked_too.refresh_token,
        "none": jwt.encode(claims, None, "none"),
        "None, with the signature": f"{encoded({'alg': 'None', 'typ': 'JWT'})}.{body}.{signature}",
        "signed by another key": jwt.encode(claims, "x" * 32, "HS256"),
        "another algorithm": jwt.encode(claims, key + b"x" * 32, "HS512"),
        "no signature": f"{head}.{body}.",
        "changed": f"{head}.{encoded({**claims, 'uid': 1})}.{signature}",
        "another audience": signed(aud="https://elsewhere.example/api/v1"),
        "another issuer": signed(iss="https://elsewhere.example"),
        "not yet valid": signed(nbf=claims["exp"] + 3600),
        "no end": signed(exp=None),
        "an end that is text": signed(exp="never"),
        "no sign-in": signed(fam=None),
        "a sign-in that is a list": signed(fam=["x"]),
        "an unknown user": signed(uid=10**12),
        "a user beyond the database's numbers": signed(uid=10**30),
        "a lone surrogate": signed(fam="\ud800"),
        "non-ASCII": "é.é.é",
    }


def test_no_bad_token_is_accepted(send, cast, clock):
    wrong = []
    for name, token in bad_tokens(cast.olive, clock).items():
        answer = send("GET", "/api/v1/me", token=token)
        if not is_refusal(answer):
            wrong.append(f"{name}: {answer.status} {answer.text[:80]}")
    assert not wrong, "\n".join(wrong)


def test_every_operation_refuses_bad_tokens_and_writes_nothing(send, cast, clock, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "invalid_token", (100_000, rate_limit.MINUTE))
    wrong = []
    tokens = {
        name: token for name, token in bad_tokens(cast.olive, clock).items() if name in FOR_EACH_OPERATION
    }
    assert set(tokens) == FOR_EACH_OPERATION
    for pattern in api_patterns():
        if pattern.route in PUBLIC:
            continue
        for method in METHODS:
            for name, token in tokens.items():
                answer = send(method, pattern.path, BODY, token=token)
                if answer.status == 405:
                    break
                if not is_refusal(answer):
                    wrong.append(f"{method} {pattern.path} with {name}: {answer.status} {answer.text[:80]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "header", ["Basic b2xpdmU6eA==", "Bearer", "bearer", "Token x", "Bearer a b", "\0", "é"]
)
def test_a_header_of_another_form_is_no_token(send, client, header):
    response = client.get("/api/v1/me", headers={"Authorization": header})
    assert response.status_code == 401
    assert is_envelope(response.json())


def test_a_session_of_the_pages_is_no_credential_of_the_api(cast, client, send):
    client.force_login(cast.olive)
    for pattern in api_patterns():
        if pattern.route not in PUBLIC:
            assert client.get(pattern.path).status_code in {401, 405}, pattern.route
