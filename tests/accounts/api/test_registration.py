"""Registration with the Portal API."""

import json

import pytest
from django.contrib.auth import hashers

from accounts.login import password as password_login
from accounts.models import OutgoingMail, Registration, User
from tests.accounts.api.errors import error_code
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to, wrong

pytestmark = pytest.mark.django_db
IDA = "ida@brandt.example"
DETAILS = {"Email": IDA, "Name": "Ida Brandt", "Username": "ida", "Password": PASSWORD}


@pytest.fixture
def post(client):
    """Send a body to a path that requires no token."""

    def send(path, body):
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return send


@pytest.mark.parametrize(
    "email",
    ["", "no address", "ida@brandt", f"{'i' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example"],
)
def test_an_invalid_address_gets_no_email(post, email):
    response = post("/register", {"Email": email})
    assert response.status_code == 400
    assert set(response.json()["Errors"][0]["Data"]) == {"email"}
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
    whole = {**DETAILS, "Code": code_in(last_mail_to(IDA))}
    refused = post("/verify", {**whole, member: value})
    assert refused.status_code == 400
    assert set(refused.json()["Errors"][0]["Data"]) == {field}
    assert post("/verify", whole).status_code == 204


def test_an_email_registered_meanwhile_is_rejected_in_the_envelope(post):
    post("/register", {"Email": IDA})
    code = code_in(last_mail_to(IDA))
    create_user("early", email=IDA)
    refused = post("/verify", {**DETAILS, "Code": code})
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
    assert post("/verify", {**DETAILS, "Email": email, "Code": "x"}).status_code == 400
    assert len(counted) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/register", {"Email": f"\0{IDA}"}),
        ("/verify", {**DETAILS, "Code": "000000", "Name": "Ida\0"}),
        ("/forgotpassword", {"Email": "olive\0"}),
        ("/resetpassword", {"Email": "olive\0", "Code": "000000", "Password": PASSWORD}),
        ("/unlock", {"Email": "olive\0", "Code": "000000"}),
    ],
)
def test_a_nul_character_is_rejected_without_sign_in(post, path, body):
    assert post(path, body).status_code == 400


def test_a_user_registers_with_the_api(call):
    assert call("POST", "/register", {"Email": IDA, "Recaptcha": {"Token": "x"}}).status_code == 204
    code = code_in(last_mail_to(IDA))
    refused = call("POST", "/verify", {**DETAILS, "Code": wrong(code)})
    assert (refused.status_code, error_code(refused)) == (400, "Registration.InvalidCode")
    done = call(
        "POST", "/verify", {**DETAILS, "Code": code, "Country": "SE", "SCAdmin": True, "Verified": True}
    )
    assert done.status_code == 204
    ida = password_login.authenticate("ida", PASSWORD)
    assert (ida.email, ida.country, ida.is_staff) == (IDA, "SE", False)


def test_a_user_registered_with_the_api_accepts_the_terms_with_another_call(call):
    call("POST", "/register", {"Email": IDA})
    call("POST", "/verify", {**DETAILS, "Code": code_in(last_mail_to(IDA)), "TermsAccepted": "2026-09-01"})
    ida = User.objects.get(email=IDA)
    assert call("GET", "/me", user=ida).json()["TermsAccepted"] is None
    assert call("POST", "/me/accept", user=ida).status_code == 204
    assert call("POST", "/me/accept", user=ida).status_code == 400
    assert call("GET", "/me", user=ida).json()["TermsAccepted"]


def test_invalid_values_are_reported_before_the_code_is_used(call):
    call("POST", "/register", {"Email": IDA})
    code = code_in(last_mail_to(IDA))
    refused = call("POST", "/verify", {**DETAILS, "Code": code, "Username": IDA, "Password": "short"})
    assert refused.status_code == 400
    assert set(refused.json()["Errors"][0]["Data"]) == {"username", "password"}
    assert call("POST", "/verify", {**DETAILS, "Code": code}).status_code == 204


def test_a_known_email_gets_the_same_responses(call, olive):
    for address in (IDA, olive.email):
        assert call("POST", "/register", {"Email": address}).status_code == 204
    responses = [
        call("POST", "/verify", {**DETAILS, "Email": address, "Code": "000000"})
        for address in (IDA, olive.email)
    ]
    assert responses[0].json() == responses[1].json()


@pytest.mark.parametrize("path", ["/register", "/verify", "/forgotpassword", "/resetpassword", "/unlock"])
@pytest.mark.parametrize("body", [{}, [], "x", 1])
def test_a_malformed_body_is_rejected_without_sign_in(call, path, body):
    assert call("POST", path, body).status_code == 400
