"""Nothing secret reaches a log."""

import pytest

from portal.logging import without_secrets

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c3IiOiJvbGl2ZSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "NewPassword",
        "client_secret",
        "access_token",
        "Authorization",
        "HashKey",
        "SharedKey",
        "cookie",
        "assertion",
        "code",
    ],
)
def test_a_value_with_a_secret_name_is_masked(name):
    assert without_secrets(None, "info", {"event": "x", name: "s3cret"})[name] == "***"


@pytest.mark.parametrize(
    "text", [f"sent with Bearer {JWT}", f"got {JWT} back", "authorization: bearer abc.def-ghi"]
)
def test_a_token_inside_a_sentence_is_masked(text):
    told = without_secrets(None, "info", {"event": text})["event"]
    assert "***" in told
    assert not {"eyJ", "abc.def"} & {told[i : i + n] for n in (3, 7) for i in range(len(told))}


def test_other_values_are_told_as_they_are():
    event = {"event": "restored", "organization": "acme", "status": 200, "path": "/products"}
    assert without_secrets(None, "info", dict(event)) == event
