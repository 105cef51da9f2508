"""One-time passwords and forgotten usernames, sent as messages."""

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import can_sign_in, create_open_client

ONE_TIME = "/v1/password/onetimepassword"


@pytest.fixture
def client(seller_api):
    for name in ("jo", "al"):
        seller_api.post("/adminusers", user(name, Email="team@example.com"))
    seller_api.post("/adminusers", user("eve"))
    sender = {"ID": "mail", "Name": "Mail", "MessageTypes": ["OneTimePassword", "ForgottenUsername"]}
    seller_api.post("/messagesenders", sender | {"URL": "https://x.example", "SharedKey": "key"})
    seller_api.post("/messagesenders/assignments", {"MessageSenderID": "mail"})
    return create_open_client(seller_api)


@pytest.fixture
def request_password(marketplace, session, client):
    def send(**body):
        response = session.post(marketplace.base_url + ONE_TIME, json={"ClientID": client} | body)
        assert response.status_code == 204, response.text

    return send


@pytest.fixture
def sent(control, marketplace):
    """Return a function that returns the bodies of the messages by username."""

    def read() -> dict[str, dict]:
        messages = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]
        return {message["EventBody"]["Username"]: message["EventBody"] for message in messages}

    return read


def test_a_one_time_password_signs_in_once(marketplace, client, request_password, sent):
    request_password(Username="jo")
    body = sent()["jo"]
    password = body.pop("OneTimePassword")
    assert body == {"Username": "jo", "ClientID": client}
    assert can_sign_in(marketplace, client, "jo", password)
    assert not can_sign_in(marketplace, client, "jo", password)
    assert can_sign_in(marketplace, client, "jo", "Correct-Horse-9")


def test_a_one_time_password_lives_ten_minutes(marketplace, client, request_password, sent, clock):
    request_password(Username="jo")
    clock(601)
    assert not can_sign_in(marketplace, client, "jo", sent()["jo"]["OneTimePassword"])


def test_each_username_of_an_email_address_gets_its_own(marketplace, client, request_password, sent):
    request_password(Email="team@example.com")
    passwords = {name: body["OneTimePassword"] for name, body in sent().items()}
    assert set(passwords) == {"jo", "al"}
    assert not can_sign_in(marketplace, client, "jo", passwords["al"])
    assert all(can_sign_in(marketplace, client, name, password) for name, password in passwords.items())


def test_a_new_one_time_password_replaces_the_last(
    marketplace, client, request_password, control, seller_api
):
    request_password(Username="jo")
    request_password(Username="jo")
    items = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]
    works = [can_sign_in(marketplace, client, "jo", m["EventBody"]["OneTimePassword"]) for m in items]
    assert sorted(works) == [False, True]


@pytest.mark.parametrize(
    "body", [{"Username": "jo", "Email": "eve@example.com"}, {"Username": "no"}, {"Email": "no@example.com"}]
)
def test_no_message_is_sent_without_a_matching_user(request_password, sent, body):
    request_password(**body)
    assert sent() == {}


def test_a_username_with_its_own_email_address_gets_one(request_password, sent):
    request_password(Username="jo", Email="TEAM@example.com")
    assert set(sent()) == {"jo"}


def test_wrong_one_time_passwords_count_towards_the_lockout(marketplace, client, request_password, sent):
    request_password(Username="jo")
    for _ in range(10):
        can_sign_in(marketplace, client, "jo", "wrong")
    assert not can_sign_in(marketplace, client, "jo", sent()["jo"]["OneTimePassword"])


def test_a_user_without_a_password_gets_one(marketplace, client, seller_api, request_password, sent):
    body = user("new")
    del body["Password"]
    seller_api.post("/adminusers", body)
    request_password(Username="new")
    assert can_sign_in(marketplace, client, "new", sent()["new"]["OneTimePassword"])
    assert not can_sign_in(marketplace, client, "new", "")


def test_users_that_the_client_does_not_accept_get_none(seller_api, client, request_password, sent):
    seller_api.patch(f"/apiclients/{client}", {"AllowSeller": False})
    request_password(Username="jo")
    assert sent() == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Username": "jo"}, "PasswordReset.MissingOrInvalidClientID"),
        ({"ClientID": "no", "Username": "jo"}, "PasswordReset.MissingOrInvalidClientID"),
    ],
)
def test_a_one_time_password_is_for_users_of_a_client(marketplace, session, client, body, code):
    response = session.post(marketplace.base_url + ONE_TIME, json=body)
    assert (response.status_code, response.json()["Errors"][0]["ErrorCode"]) == (400, code)


def retrieve(marketplace, session, **query):
    return session.post(marketplace.base_url + "/v1/username/retrieve", params=query)


def test_a_forgotten_username_is_sent_to_its_email_address(marketplace, session, client, sent):
    response = retrieve(marketplace, session, clientID=client, email="team@example.com")
    assert response.status_code == 204
    assert sent() == {"jo": {"Username": "jo"}, "al": {"Username": "al"}}


def test_retrieving_a_username_does_not_disclose_users(marketplace, session, client, sent):
    response = retrieve(marketplace, session, clientID=client, email="no@example.com")
    assert (response.status_code, sent()) == (204, {})


@pytest.mark.parametrize("missing", ["clientID", "email"])
def test_a_username_is_retrieved_by_client_and_email_address(marketplace, session, client, missing):
    query = {"clientID": client, "email": "team@example.com", missing: ""}
    response = retrieve(marketplace, session, **query)
    code = response.json()["Errors"][0]["ErrorCode"]
    assert (response.status_code, code) == (400, "Auth.ClientIDAndEmailRequired")


def test_an_organization_of_the_older_version_has_neither(marketplace, session, client, control):
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"}).raise_for_status()
    body = {"ClientID": client, "Username": "jo"}
    assert session.post(marketplace.base_url + ONE_TIME, json=body).status_code == 404
    assert retrieve(marketplace, session, clientID=client, email="a@b.example").status_code == 404
