"""What programs send, which no form has looked at before."""

import json

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import hashers
from django.urls import reverse

from accounts.login import api_tokens
from accounts.models import OutgoingMail, Registration, User
from accounts.social.adapter import display_name
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to

pytestmark = pytest.mark.django_db
IDA = "ida@brandt.example"
WHO = {"Email": IDA, "Name": "Ida Brandt", "Username": "ida", "Password": PASSWORD}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def olive():
    return create_user("olive", name="Olive Okafor")


@pytest.fixture
def post(client):
    """Sends a body to a path that needs no token."""

    def send(path, body):
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return send


@pytest.fixture
def save_me(client, olive):
    headers = {"Authorization": f"Bearer {api_tokens.issue(olive).access_token}"}

    def send(body):
        return client.put("/api/v1/me", json.dumps(body), content_type="application/json", headers=headers)

    return send


@pytest.mark.parametrize(
    "email",
    ["", "no address", "ida@brandt", f"{'i' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example"],
)
def test_an_invalid_address_gets_no_email(post, email):
    answer = post("/register", {"Email": email})
    assert answer.status_code == 400
    assert set(answer.json()["Errors"][0]["Data"]) == {"email"}
    assert not Registration.objects.exists()


def test_an_address_cannot_inject_an_email_header(post):
    assert post("/register", {"Email": f"{IDA}\nBcc: stan@example.com"}).status_code == 400
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("member", "value", "field"),
    [
        ("Country", "Sweden", "country"),
        ("Region", "Skåne", "region"),
        ("Name", "I" * 151, "name"),
        ("Name", " ", "name"),
    ],
)
def test_user_details_are_checked_before_the_code_is_used(post, member, value, field):
    post("/register", {"Email": IDA})
    whole = {**WHO, "Code": code_in(last_mail_to(IDA))}
    refused = post("/verify", {**whole, member: value})
    assert refused.status_code == 400
    assert set(refused.json()["Errors"][0]["Data"]) == {field}
    assert post("/verify", whole).status_code == 204


def test_an_email_registered_meanwhile_is_rejected_in_the_envelope(post):
    post("/register", {"Email": IDA})
    code = code_in(last_mail_to(IDA))
    create_user("early", email=IDA)
    refused = post("/verify", {**WHO, "Code": code})
    assert refused.status_code == 400
    assert "This email already has an account" in refused.json()["Errors"][0]["Message"]


@pytest.mark.parametrize("email", [IDA, "olive@example.com", "never@asked.example"])
def test_a_wrong_registration_code_costs_one_password_hash_for_known_and_unknown_emails(
    post, olive, monkeypatch, email
):
    for address in (IDA, olive.email):
        post("/register", {"Email": address})
    counted, hasher = [], type(hashers.get_hasher())
    original = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *given: counted.append(1) or original(*given))
    assert post("/verify", {**WHO, "Email": email, "Code": "x"}).status_code == 400
    assert len(counted) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/register", {"Email": f"\0{IDA}"}),
        ("/verify", {**WHO, "Code": "000000", "Name": "Ida\0"}),
        ("/forgotpassword", {"Email": "olive\0"}),
        ("/resetpassword", {"Email": "olive\0", "Code": "000000", "Password": PASSWORD}),
        ("/unlock", {"Email": "olive\0", "Code": "000000"}),
    ],
)
def test_a_nul_character_is_rejected_without_sign_in(post, path, body):
    assert post(path, body).status_code == 400


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_nul_character_gets_no_token(client, olive, field):
    form = {"grant_type": "password", "username": "olive", "password": PASSWORD}
    form[field] += "%00"
    body = "&".join(f"{name}={value}" for name, value in form.items())
    answer = client.post("/api/v1/oauth/token", body, content_type=FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_nul_character_is_ignored_on_pages_without_a_form(client):
    asked = {"login": "olive\0", "again": ""}
    assert client.post(reverse("account_locked"), asked).status_code in {200, 422}
    assert client.post(reverse("register"), {"email": IDA, "next": "/a\0b/"}).status_code == 302
    assert Registration.objects.get().next_url == ""


def test_a_too_long_redirect_target_is_dropped_during_registration(client):
    answer = client.post(reverse("register"), {"email": IDA, "next": f"/organizations/?q={'x' * 600}"})
    assert answer["Location"] == reverse("registration_code")
    assert Registration.objects.get().next_url == ""


def test_an_omitted_name_is_unchanged(save_me, olive):
    assert save_me({"Username": "olive.o"}).json()["Name"] == "Olive Okafor"


@pytest.mark.parametrize("name", ["", "  ", "O" * 151, "Olive\nBcc: stan", "Olive \u202eevil", "O\x1b[2J"])
def test_empty_too_long_and_deceptive_names_are_rejected(save_me, olive, name):
    answer = save_me({"Username": "olive", "Name": name})
    assert answer.status_code == 400
    assert set(answer.json()["Errors"][0]["Data"]) == {"name"}
    assert User.objects.get().name == "Olive Okafor"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"name": "Nora\nLind"}, "Nora Lind"),
        ({"name": "\u202eNora"}, "Nora"),
        ({"name": "N" * 200}, "N" * 150),
        ({"name": None, "given_name": "Nora", "family_name": None}, "Nora"),
        ({}, ""),
    ],
)
def test_a_name_from_a_provider_is_stored_as_one_line(told, kept):
    assert display_name(SocialLogin(account=SocialAccount(extra_data=told))) == kept
