"""Bad bodies, queries and paths on every operation of the Portal API, sent by the owner of everything.

None is a server error, a refusal has the envelope and writes nothing, and no response reveals how it is made.
"""

import json

import pytest

from tests.portal.api.attacks.operations import Operation, operations

# Not JSON, or JSON that cannot be stored or read.
BODIES = {
    "half": b"{",
    "an array": b"[]",
    "a lone surrogate": rb'{"Name": "\ud800", "Username": "\udfff", "Code": "\ud800", "Roles": ["\ud800"]}',
    "NUL": rb'{"Name": "a\u0000", "Username": "a\u0000", "Roles": ["\u0000"]}',
    "bytes that are not UTF-8": b'{"Name": "\xff\xfe"}',
    "deep nesting": b'{"Name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}
VALUES = (None, -1, 10**30, "\u202e", "x" * 100_000, [None])
QUERIES = (
    f"page={10**30}&pageSize=1",
    "page=%D9%A1&pageSize=1_0",
    "search=%00&clientid=%00&username=%00",
    f"search={'a%20' * 2000}",
    "sortBy=pk,!pk,__class__",
    "Name=%5B(%2A&Name=%5C",
    f"Name={'*a' * 500}",
    f"clientid={'x' * 5000}&username=%ED%A0%80",
)
PARAMETERS = ("\0", "9" * 30, "\u202e𝔸" + "x" * 3000)
# These check the password, and count a wrong one.
GUESSES = {"/api/v1/me/password", "/api/v1/me/email"}
METHODS_WITH_BODY = {"POST", "PUT", "PATCH"}


def wrong_with(send, method: str, url: str, *bodies: bytes, content_type="application/json") -> list[str]:
    """Return what is wrong with the responses to each body."""
    found = []
    for body in bodies:
        answer = send(method, url, body, content_type=content_type)
        if answer.problem and not (answer.written and url in GUESSES):
            found.append(f"{method} {url[:120]} {body[:60]!r}: {answer.problem[:300]}")
    return found


def wrong_values(operation: Operation) -> list[bytes]:
    """Return bodies in which every member has an unexpected value."""
    values = VALUES if operation.properties else ()
    return [json.dumps(dict.fromkeys(operation.properties, value)).encode() for value in values]


def test_no_body_breaks_an_operation(send):
    wrong = []
    for operation in operations():
        bodies = {
            "GET": [],
            # A DELETE has none, so any is ignored or refused.
            "DELETE": [BODIES["half"], BODIES["a lone surrogate"]],
        }.get(operation.method, [*BODIES.values(), *wrong_values(operation)])
        wrong += wrong_with(send, operation.method, operation.url(), *bodies)
    assert not wrong, "\n".join(wrong)


def test_no_query_breaks_a_list(send):
    wrong = []
    for operation in operations():
        if operation.method == "GET":
            for query in QUERIES:
                wrong += wrong_with(send, "GET", f"{operation.url()}?{query}", b"")
    assert not wrong, "\n".join(wrong)


def test_no_path_breaks_an_operation(send):
    wrong = []
    for operation in operations():
        for name in operation.parameters:
            for value in PARAMETERS:
                wrong += wrong_with(send, operation.method, operation.url(**{name: value}), b'{"Name": "x"}')
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "content_type", ["application/xml", "multipart/form-data; boundary=x", "a/b;charset=x"]
)
def test_no_content_type_breaks_an_operation(send, content_type):
    wrong = []
    for operation in operations():
        if operation.method in METHODS_WITH_BODY:
            body = b"--x\r\nContent-Disposition: form-data\r\n\r\nx"
            wrong += wrong_with(send, operation.method, operation.url(), body, content_type=content_type)
    assert not wrong, "\n".join(wrong)


def test_a_body_of_ten_megabytes_is_refused_unread(send):
    body = b'{"Name": "' + b"x" * 10_000_000 + b'"}'
    for operation in operations():
        if operation.properties:
            answer = send(operation.method, operation.url(), body)
            assert (answer.status, answer.problem) == (413, ""), operation
