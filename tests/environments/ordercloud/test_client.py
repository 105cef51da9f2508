"""The client's requests, responses and retries."""

import json
from decimal import Decimal

import pytest

from environments.endpoints import Endpoint
from environments.ordercloud import Client, errors
from environments.ordercloud.limiter import Limiter
from tests.environments.fake_server import FakeResponse, error_response


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(fake_server, waits):
    return Client(fake_server.endpoint, lambda force: "fresh" if force else "cached", sleep=waits.append)


def test_a_call_reaches_the_path_under_v1_with_query_and_token(client, fake_server):
    client.call("GET", "products/a%2Fb", [("search", "x y&z"), ("xp.Color", "Red|!Blue"), ("search", "")])

    request = fake_server.requests[0]
    assert request.path == "/staging/v1/products/a%2Fb"
    assert request.query == [("search", "x y&z"), ("xp.Color", "Red|!Blue"), ("search", "")]
    assert request.headers["Authorization"] == "Bearer cached"


def test_the_leading_slash_of_a_path_is_optional(client, fake_server):
    client.get("/me")
    client.get("me")

    assert fake_server.requests[0].path == fake_server.requests[1].path == "/staging/v1/me"


def test_body_bytes_are_sent_and_returned_unchanged(client, fake_server):
    fake_server.respond_with(FakeResponse(201, b'{ "Price": 1.10 }'))

    response = client.call("POST", "/products", body=b'{"Price":  1.10}')

    assert fake_server.requests[0].body == b'{"Price":  1.10}'
    assert fake_server.requests[0].headers["Content-Type"] == "application/json; charset=utf-8"
    assert (response.status, response.reason, response.body) == (201, "Created", b'{ "Price": 1.10 }')


def test_values_keep_their_digits(client, fake_server):
    fake_server.respond_with(FakeResponse(200, b'{"Price": 1.10, "Big": 12345678901234567890123}'))

    product = client.get("/products/p")
    client.put("/products/p", product)

    assert product == {"Price": Decimal("1.10"), "Big": 12345678901234567890123}
    assert fake_server.requests[1].body == b'{"Price":1.10,"Big":12345678901234567890123}'


def test_call_returns_an_error_status_and_the_other_methods_raise_it(client, fake_server):
    fake_server.respond_with(error_response(409, "IdExists", "Object already exists."))

    assert client.call("POST", "/buyers").status == 409
    with pytest.raises(errors.Conflict) as caught:
        client.post("/buyers", {"ID": "b"})
    assert caught.value.error_code == "IdExists"
    assert str(caught.value) == "POST /buyers: 409 IdExists: Object already exists."


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, errors.BadRequest),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (418, errors.ErrorResponse),
        (500, errors.ServerError),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"Errors": 3}', b'{"Errors": [1]}'])
def test_an_error_without_an_envelope_has_its_type(client, fake_server, status, error_class, body):
    fake_server.respond_with(FakeResponse(status, body))

    with pytest.raises(errors.ErrorResponse) as caught:
        client.get("/me")

    assert type(caught.value) is error_class
    assert caught.value.error_code == ""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"ErrorCode": "RequiredField", "Message": "Name: is required", "Data": {"Field": "Name"}},
         errors.ErrorDetail("Name: is required.", "RequiredField", "Name")),
        ({"ErrorCode": "ValidationFailure", "Message": "Too long.", "Data": {"Name": "100"}},
         errors.ErrorDetail("Too long.", "ValidationFailure", "Name")),
        ({"ErrorCode": "List.InvalidProperty", "Message": "Nope!", "Data": "Colour"},
         errors.ErrorDetail("Nope!", "List.InvalidProperty", "Colour")),
        ({"ErrorCode": "NotFound", "Message": "Gone.", "Data": {"ObjectType": "Buyer", "ObjectID": "b"}},
         errors.ErrorDetail("Gone.", "NotFound")),
        ({"ErrorCode": "Code.Only", "Message": None, "Data": None},
         errors.ErrorDetail("Code.Only.", "Code.Only")),
        (None, errors.ErrorDetail("OrderCloud responded 400 (Bad Request).")),
    ],
)  # fmt: skip
def test_an_error_has_its_reason(client, fake_server, error, reason):
    fake_server.respond_with(FakeResponse(400, json.dumps({"Errors": [error] if error else []}).encode()))

    with pytest.raises(errors.BadRequest) as caught:
        client.get("/me")

    assert caught.value.reason == reason


def test_a_response_that_is_not_json_raises_its_own_error(client, fake_server):
    fake_server.respond_with(FakeResponse(200, b"<html>proxy</html>"))

    with pytest.raises(errors.InvalidJson):
        client.get("/me")


def test_an_empty_response_is_none(client, fake_server):
    fake_server.respond_with(FakeResponse(204, b""))

    assert client.delete("/buyers/b") is None


def test_a_rejected_token_is_renewed_once(client, fake_server):
    fake_server.respond_with(error_response(401), FakeResponse())

    response = client.call("POST", "/buyers", body=b"{}")

    tokens = [request.headers["Authorization"] for request in fake_server.requests]
    assert tokens == ["Bearer cached", "Bearer fresh"]
    assert [attempt.status for attempt in response.attempts] == [401, 200]


def test_a_token_that_is_rejected_again_is_returned_as_a_response(client, fake_server):
    fake_server.respond_with(error_response(401))

    assert client.call("GET", "/me").status == 401
    assert len(fake_server.requests) == 2


def test_429_waits_for_retry_after(client, fake_server, waits):
    fake_server.respond_with(FakeResponse(429, b"", {"Retry-After": "7"}), FakeResponse())

    response = client.call("POST", "/buyers", body=b"{}")

    assert response.status == 200
    assert 7 <= waits[0] < 8
    assert response.attempts[0].retry_delay == waits[0]


def test_429_is_reported_to_the_limiter(fake_server):
    fake_server.respond_with(FakeResponse(429, b"", {"Retry-After": "0"}), FakeResponse())
    limiter = Limiter("organization", sleep=lambda seconds: None)
    client = Client(fake_server.endpoint, lambda force: "cached", limiter=limiter, sleep=lambda seconds: None)

    client.call("GET", "/me")

    assert limiter._local.rate > 0


def test_a_wait_beyond_the_maximum_is_not_started(client, fake_server, waits):
    fake_server.respond_with(FakeResponse(429, b"", {"Retry-After": "3600"}))

    assert client.call("GET", "/me").status == 429
    assert waits == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_idempotent_call_is_repeated_after_a_lost_response(client, fake_server, method):
    fake_server.respond_with(FakeResponse(silent=True), FakeResponse(cut=True), FakeResponse())

    response = client.call(method, "/buyers/b", body=b"{}" if method == "PUT" else None)

    assert response.status == 200
    assert [attempt.outcome for attempt in response.attempts] == [
        "IncompleteResponse",
        "IncompleteResponse",
        "OK",
    ]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_call_that_may_have_been_processed_is_not_repeated(client, fake_server, method):
    fake_server.respond_with(FakeResponse(silent=True), FakeResponse())

    with pytest.raises(errors.IncompleteResponse):
        client.call(method, "/buyers", body=b"{}")
    assert len(fake_server.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 500, 502])
def test_a_final_error_response_is_not_repeated(client, fake_server, status):
    fake_server.respond_with(FakeResponse(status))

    assert client.call("GET", "/me").status == status
    assert len(fake_server.requests) == 1


def test_an_idempotent_call_to_an_offline_api_is_repeated(client, fake_server):
    fake_server.respond_with(FakeResponse(503), FakeResponse())

    assert client.call("GET", "/me").status == 200
    fake_server.respond_with(FakeResponse(503), FakeResponse())
    assert client.call("POST", "/buyers").status == 503


def test_a_refused_connection_fails_after_its_attempts(waits):
    client = Client(Endpoint("Staging", "usw", "http://127.0.0.1:1"), lambda _: "t", sleep=waits.append)

    with pytest.raises(errors.ConnectionFailed) as caught:
        client.call("POST", "/buyers")

    assert caught.value.reason == errors.ErrorDetail("Cannot connect to 127.0.0.1:1.")
    assert str(caught.value) == "POST /v1/buyers: cannot connect to 127.0.0.1:1"
    assert len(caught.value.attempts) == 4
    assert len(waits) == 3


def test_a_timeout_raises_its_own_error(fake_server, waits):
    def wait_for_ever(request):
        raise TimeoutError

    fake_server.responses = wait_for_ever
    client = Client(fake_server.endpoint, lambda _: "t", timeout=(3, 0.05), sleep=waits.append)
    fake_server._lock.acquire()
    try:
        with pytest.raises(errors.ResponseTimeout):
            client.call("POST", "/buyers")
    finally:
        fake_server._lock.release()


def test_errors_contain_neither_token_nor_body(client, fake_server):
    fake_server.respond_with(error_response(400))

    with pytest.raises(errors.BadRequest) as caught:
        client.post("/apiclients", {"ClientSecret": "hush"})

    assert "hush" not in str(caught.value)
    assert "cached" not in str(caught.value)


def test_redirects_are_not_followed(client, fake_server):
    fake_server.respond_with(FakeResponse(302, b"", {"Location": "http://127.0.0.1:1/"}))

    assert client.call("GET", "/me").status == 302


def test_pages_are_read_in_order_until_the_last(client, fake_server):
    def page(request):
        number = int(dict(request.query)["page"])
        return FakeResponse(body=json.dumps({"Meta": {"TotalPages": 3}, "Items": [number]}).encode())

    fake_server.responses = page

    assert [page["Items"] for page in client.pages("/products", [("depth", "all")])] == [[1], [2], [3]]
    assert fake_server.requests[2].query == [("depth", "all"), ("page", "3"), ("pageSize", "100")]


def test_an_empty_list_is_one_page(client, fake_server):
    fake_server.respond_with(FakeResponse(body=b'{"Meta": {"TotalPages": 0}, "Items": []}'))

    assert len(list(client.pages("/products"))) == 1
