"""Whatever the body of a request to the Portal API is, it never makes a server error."""

import pytest

BAD = {
    "not JSON": b"{",
    "a number": b"7",
    "an array": b"[]",
    "null": b"null",
    "not UTF-8": b'{"Name": "\xff"}',
    "UTF-16": '{"Name": "Acme"}'.encode("utf-16"),
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "500 levels": b'{"Name":' * 500 + b"1" + b"}" * 500,
    "a number of 5,000 digits": b'{"Name": ' + b"9" * 5000 + b"}",
    "NaN": b'{"Name": NaN}',
    "a repeated member": b'{"Name": "A", "Name": "B"}',
    "a lone surrogate": b'{"Name": "\\ud800"}',
    "NUL": b'{"Name": "a\\u0000b"}',
    "a lone surrogate in a name": b'{"\\ud800": "a"}',
    "a wrong type": b'{"Name": {"a": 1}}',
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_bad_body_is_refused_in_the_envelope(send, cast, body):
    for method, path in (("PUT", "/organizations/acme_Sandbox"), ("PUT", "/me"), ("PUT", "/teams/new")):
        response = send("olive", method, path, body)
        assert response.status_code == 400, path
        assert response.json()["Errors"][0]["ErrorCode"] in {
            "Request.InvalidRequestBody",
            "ValidationFailure",
        }
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name == "Acme"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_body_of_another_type_is_refused(send, content_type):
    response = send("olive", "PUT", "/me", b'{"Name": "Olive"}', content_type=content_type)
    assert response.status_code == 415
    assert response.json()["Errors"][0]["ErrorCode"] == "Request.InvalidContentType"


@pytest.mark.parametrize(
    "content_type", ["", "application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_json_is_read_under_each_of_its_names_and_without_one(send, content_type):
    response = send(
        "olive", "PUT", "/organizations/acme_Sandbox", b'{"Name": "A"}', content_type=content_type
    )
    assert response.status_code == 200


def test_a_form_that_is_not_utf_8_or_has_too_many_fields_is_refused(send):
    form = "application/x-www-form-urlencoded"
    for body in (b"grant_type=password&username=%ff&password=%ff", b"a=1&" * 20_000, b"grant_type=%00"):
        response = send("", "POST", "/oauth/token", body, content_type=form)
        assert 400 <= response.status_code < 500
        assert response.json()["Errors"][0]["ErrorCode"]
