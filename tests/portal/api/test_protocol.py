"""What holds for every request to the Portal API: HEAD, OPTIONS, request IDs and the size of bodies."""

import io
import json
import re

import pytest
from django.core.handlers.wsgi import WSGIRequest

from accounts.models import AuditEntry
from lib.api.body import MAX_BODY_SIZE, bound_body
from lib.api.errors import ApiError

GENERATED_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def error_code(response) -> str:
    assert response["Content-Type"].startswith("application/json")
    (error,) = response.json()["Errors"]
    return error["ErrorCode"]


@pytest.mark.parametrize("path", ["/me", "/organizations", "/organizations/acme_Sandbox", "/openapi.json"])
def test_head_is_get_without_its_body(send, path):
    read, head = send("olive", "GET", path), send("olive", "HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type"):
        assert head[name] == read[name]
    assert int(head["Content-Length"]) == len(read.content) > 0


@pytest.mark.parametrize(
    ("who", "path", "status"), [("", "/me", 401), ("stan", "/organizations/acme_Sandbox", 404)]
)
def test_head_is_refused_like_get(send, who, path, status):
    response = send(who, "HEAD", path)
    assert (response.status_code, response.content) == (status, b"")


def test_head_of_what_only_takes_posts_is_refused(send):
    response = send("olive", "HEAD", "/me/accept")
    assert (response.status_code, response["Allow"], response.content) == (405, "OPTIONS, POST", b"")


def test_options_names_the_methods(send):
    response = send("", "OPTIONS", "/organizations/acme_Sandbox")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"


def test_another_method_is_refused_with_those_that_work(send):
    response = send("olive", "PATCH", "/me")
    assert (response.status_code, error_code(response)) == (405, "MethodNotAllowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS, PUT"


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "GET", "BREW"])
def test_no_method_works_at_an_unknown_path(send, method):
    assert send("olive", method, "/nothing/here").status_code == 404


def test_a_well_formed_request_id_is_returned(send):
    for path in ("/me", "/nothing"):
        assert send("olive", "GET", path, X_Request_ID="build-42:7f.3_a")["X-Request-ID"] == "build-42:7f.3_a"


@pytest.mark.parametrize(
    "sent", ["", "a b", "<script>", "x" * 61, "a,b", '"a"', "ü", "../etc", "-a", "%0d%0aSet-Cookie", "a/b"]
)
def test_another_request_id_is_replaced(send, sent):
    assert GENERATED_ID.fullmatch(send("olive", "GET", "/me", X_Request_ID=sent)["X-Request-ID"])


def test_the_audit_log_and_the_log_have_the_request_id(send, caplog):
    with caplog.at_level("INFO", logger="django_structlog.middlewares.request"):
        send("olive", "PUT", "/organizations/acme_Sandbox", {"Name": "Renamed"}, X_Request_ID="build-42")
    assert AuditEntry.objects.get(event="organization.renamed").request_id == "build-42"
    assert {record.msg["request_id"] for record in caplog.records} == {"build-42"}


def test_pages_have_a_request_id_too(client, db):
    assert GENERATED_ID.fullmatch(client.get("/accounts/login/")["X-Request-ID"])


def test_a_server_error_names_its_request_as_the_audit_log_does(send, client, monkeypatch):
    def fail(*args):
        raise RuntimeError("a fault with a secret in it")

    client.raise_request_exception = False
    monkeypatch.setattr("accounts.api.me.to_dict", fail)
    response = send("olive", "GET", "/me", X_Request_ID="build-42")
    assert (response.status_code, error_code(response)) == (500, "InternalServerError")
    assert response.json()["Errors"][0]["Data"] == {"RequestId": "build-42"}
    assert response["X-Request-ID"] == "build-42"
    assert b"secret" not in response.content


@pytest.mark.parametrize("path", ["/oauth/token", "/register", "/me/accept", "/nothing"])
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_of_ten_megabytes_is_refused_in_the_envelope(send, path, content_type):
    response = send("olive", "POST", path, b"a" * 10_000_000, content_type=content_type)
    assert (response.status_code, error_code(response)) == (413, "Request.BodyTooLarge")


class Stream(io.RawIOBase):
    """A body that never ends, and counts what was read of it."""

    taken = 0

    def read(self, size=-1):
        assert size > 0, "The whole body was asked for."
        piece = min(size, 8192)
        self.taken += piece
        return b"a" * piece


def chunked(stream, **environ) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "wsgi.input": stream,
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input_terminated": True,
            **environ,
        }
    )


def test_no_more_than_the_limit_is_read_of_a_chunked_body():
    stream = Stream()
    with pytest.raises(ApiError) as refused:
        bound_body(chunked(stream))
    assert refused.value.response().status_code == 413
    assert stream.taken == MAX_BODY_SIZE + 1


def test_a_chunked_body_is_read():
    request = chunked(io.BytesIO(b'{"Name": "Acme"}'))
    bound_body(request)
    assert json.loads(request.body) == {"Name": "Acme"}


def test_a_chunked_body_is_refused_where_the_server_does_not_end_it():
    with pytest.raises(ApiError) as refused:
        bound_body(chunked(io.BytesIO(b"{}"), **{"wsgi.input_terminated": False}))
    assert refused.value.response().status_code == 411


@pytest.mark.parametrize(
    ("length", "status"),
    [("-1", 400), ("1e3", 400), ("²", 400), ("9" * 5000, 413), (str(MAX_BODY_SIZE + 1), 413)],
)
def test_an_impossible_length_is_refused_before_anything_is_read(length, status):
    with pytest.raises(ApiError) as refused:
        bound_body(WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.input": Stream(), "CONTENT_LENGTH": length}))
    assert refused.value.response().status_code == status
