"""What the client sends, what it hands back, and what it repeats."""

import json
from decimal import Decimal

import pytest

from environments.endpoints import Endpoint
from environments.ordercloud import Client, errors
from environments.ordercloud.limiter import Limiter
from tests.environments.fake_server import Answer, refusal_answer


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(stand_in, waits):
    return Client(stand_in.endpoint, lambda force: "fresh" if force else "kept", sleep=waits.append)


def test_a_call_reaches_the_path_under_v1_with_query_and_token(client, stand_in):
    client.call("GET", "products/a%2Fb", [("search", "x y&z"), ("xp.Color", "Red|!Blue"), ("search", "")])

    asked = stand_in.asked[0]
    assert asked.path == "/staging/v1/products/a%2Fb"
    assert asked.query == [("search", "x y&z"), ("xp.Color", "Red|!Blue"), ("search", "")]
    assert asked.headers["Authorization"] == "Bearer kept"


def test_a_path_without_its_leading_slash_is_the_same_path(client, stand_in):
    client.get("/me")
    client.get("me")

    assert stand_in.asked[0].path == stand_in.asked[1].path == "/staging/v1/me"


def test_body_bytes_go_out_unchanged_and_come_back_unchanged(client, stand_in):
    stand_in.says(Answer(201, b'{ "Price": 1.10 }'))

    reply = client.call("POST", "/products", body=b'{"Price":  1.10}')

    assert stand_in.asked[0].body == b'{"Price":  1.10}'
    assert stand_in.asked[0].headers["Content-Type"] == "application/json; charset=utf-8"
    assert (reply.status, reply.reason, reply.body) == (201, "Created", b'{ "Price": 1.10 }')


def test_values_keep_their_digits(client, stand_in):
    stand_in.says(Answer(200, b'{"Price": 1.10, "Big": 12345678901234567890123}'))

    product = client.get("/products/p")
    client.put("/products/p", product)

    assert product == {"Price": Decimal("1.10"), "Big": 12345678901234567890123}
    assert stand_in.asked[1].body == b'{"Price":1.10,"Big":12345678901234567890123}'


def test_an_error_status_is_an_answer_for_call_and_an_exception_for_the_others(client, stand_in):
    stand_in.says(refusal_answer(409, "IdExists", "Object already exists."))

    assert client.call("POST", "/buyers").status == 409
    with pytest.raises(errors.Conflict) as caught:
        client.post("/buyers", {"ID": "b"})
    assert caught.value.error_code == "IdExists"
    assert str(caught.value) == "POST /buyers: 409 IdExists: Object already exists."


@pytest.mark.parametrize(
    ("status", "kind"),
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
def test_an_error_without_an_envelope_still_has_its_kind(client, stand_in, status, kind, body):
    stand_in.says(Answer(status, body))

    with pytest.raises(errors.ErrorResponse) as caught:
        client.get("/me")

    assert type(caught.value) is kind
    assert caught.value.error_code == ""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"ErrorCode": "RequiredField", "Message": "Name: is required", "Data": {"Field": "Name"}},
         errors.Reason("Name: is required.", "RequiredField", "Name")),
        ({"ErrorCode": "ValidationFailure", "Message": "Too long.", "Data": {"Name": "100"}},
         errors.Reason("Too long.", "ValidationFailure", "Name")),
        ({"ErrorCode": "List.InvalidProperty", "Message": "Nope!", "Data": "Colour"},
         errors.Reason("Nope!", "List.InvalidProperty", "Colour")),
        ({"ErrorCode": "NotFound", "Message": "Gone.", "Data": {"ObjectType": "Buyer", "ObjectID": "b"}},
         errors.Reason("Gone.", "NotFound")),
        ({"ErrorCode": "Code.Only", "Message": None, "Data": None}, errors.Reason("Code.Only.", "Code.Only")),
        (None, errors.Reason("OrderCloud responded 400 (Bad Request).")),
    ],
)  # fmt: skip
def test_an_error_carries_its_reason(client, stand_in, error, reason):
    stand_in.says(Answer(400, json.dumps({"Errors": [error] if error else []}).encode()))

    with pytest.raises(errors.BadRequest) as caught:
        client.get("/me")

    assert caught.value.reason == reason


def test_an_answer_that_is_not_json_is_told_apart(client, stand_in):
    stand_in.says(Answer(200, b"<html>proxy</html>"))

    with pytest.raises(errors.InvalidJson):
        client.get("/me")


def test_an_empty_answer_is_none(client, stand_in):
    stand_in.says(Answer(204, b""))

    assert client.delete("/buyers/b") is None


def test_a_refused_token_is_renewed_once(client, stand_in):
    stand_in.says(refusal_answer(401), Answer())

    reply = client.call("POST", "/buyers", body=b"{}")

    assert [asked.headers["Authorization"] for asked in stand_in.asked] == ["Bearer kept", "Bearer fresh"]
    assert [attempt.status for attempt in reply.attempts] == [401, 200]


def test_a_token_that_is_refused_again_is_an_answer(client, stand_in):
    stand_in.says(refusal_answer(401))

    assert client.call("GET", "/me").status == 401
    assert len(stand_in.asked) == 2


def test_too_many_requests_waits_as_long_as_it_is_told(client, stand_in, waits):
    stand_in.says(Answer(429, b"", {"Retry-After": "7"}), Answer())

    reply = client.call("POST", "/buyers", body=b"{}")

    assert reply.status == 200
    assert 7 <= waits[0] < 8
    assert reply.attempts[0].retry_delay == waits[0]


def test_the_limiter_hears_of_too_many_requests(stand_in):
    stand_in.says(Answer(429, b"", {"Retry-After": "0"}), Answer())
    limiter = Limiter("organization", sleep=lambda seconds: None)
    client = Client(stand_in.endpoint, lambda force: "kept", limiter=limiter, sleep=lambda seconds: None)

    client.call("GET", "/me")

    assert limiter._local.rate > 0


def test_a_wait_beyond_patience_is_not_begun(client, stand_in, waits):
    stand_in.says(Answer(429, b"", {"Retry-After": "3600"}))

    assert client.call("GET", "/me").status == 429
    assert waits == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_is_harmless_twice_is_repeated_after_a_lost_answer(client, stand_in, method):
    stand_in.says(Answer(silent=True), Answer(cut=True), Answer())

    reply = client.call(method, "/buyers/b", body=b"{}" if method == "PUT" else None)

    assert reply.status == 200
    assert [attempt.outcome for attempt in reply.attempts] == [
        "IncompleteResponse",
        "IncompleteResponse",
        "OK",
    ]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_may_have_been_done_is_not_done_again(client, stand_in, method):
    stand_in.says(Answer(silent=True), Answer())

    with pytest.raises(errors.IncompleteResponse):
        client.call(method, "/buyers", body=b"{}")
    assert len(stand_in.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 500, 502])
def test_an_answer_that_asks_for_no_repeat_stands(client, stand_in, status):
    stand_in.says(Answer(status))

    assert client.call("GET", "/me").status == status
    assert len(stand_in.asked) == 1


def test_an_offline_api_is_asked_again_where_that_is_harmless(client, stand_in):
    stand_in.says(Answer(503), Answer())

    assert client.call("GET", "/me").status == 200
    stand_in.says(Answer(503), Answer())
    assert client.call("POST", "/buyers").status == 503


def test_nobody_listening_is_a_failed_connection_after_some_tries(waits):
    client = Client(Endpoint("Staging", "usw", "http://127.0.0.1:1"), lambda _: "t", sleep=waits.append)

    with pytest.raises(errors.ConnectionFailed) as caught:
        client.call("POST", "/buyers")

    assert caught.value.reason == errors.Reason("Cannot connect to 127.0.0.1:1.")
    assert str(caught.value) == "POST /v1/buyers: cannot connect to 127.0.0.1:1"
    assert len(caught.value.attempts) == 4
    assert len(waits) == 3


def test_no_answer_in_time_is_told_apart(stand_in, waits):
    def wait_for_ever(asked):
        raise TimeoutError

    stand_in.answers = wait_for_ever
    client = Client(stand_in.endpoint, lambda _: "t", timeout=(3, 0.05), sleep=waits.append)
    stand_in._lock.acquire()
    try:
        with pytest.raises(errors.ResponseTimeout):
            client.call("POST", "/buyers")
    finally:
        stand_in._lock.release()


def test_errors_hold_neither_token_nor_body(client, stand_in):
    stand_in.says(refusal_answer(400))

    with pytest.raises(errors.BadRequest) as caught:
        client.post("/apiclients", {"ClientSecret": "hush"})

    assert "hush" not in str(caught.value)
    assert "kept" not in str(caught.value)


def test_redirects_are_not_followed(client, stand_in):
    stand_in.says(Answer(302, b"", {"Location": "http://127.0.0.1:1/"}))

    assert client.call("GET", "/me").status == 302


def test_pages_come_one_after_another_until_the_last(client, stand_in):
    def page(asked):
        number = int(dict(asked.query)["page"])
        return Answer(body=json.dumps({"Meta": {"TotalPages": 3}, "Items": [number]}).encode())

    stand_in.answers = page

    assert [page["Items"] for page in client.pages("/products", [("depth", "all")])] == [[1], [2], [3]]
    assert stand_in.asked[2].query == [("depth", "all"), ("page", "3"), ("pageSize", "100")]


def test_an_empty_list_is_one_page(client, stand_in):
    stand_in.says(Answer(body=b'{"Meta": {"TotalPages": 0}, "Items": []}'))

    assert len(list(client.pages("/products"))) == 1
