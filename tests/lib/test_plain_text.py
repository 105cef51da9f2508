"""What text may contain at every entry point: bodies and URLs of the Portal API, forms, headers."""

import json
import re

import pytest
from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from ninja.operation import PathView

from accounts.audit.events import Event
from accounts.forms.sign_in import SignInForm
from accounts.login import api_tokens
from accounts.mfa.adapter import SecondFactorForm
from accounts.models import AuditEntry
from accounts.profile import profile
from lib import plain_text
from organizations import creation
from portal.api.api import api
from tests.cast import PASSWORD, create_user

UNSTORABLE = ["a\x00b", "a\ud800b", "\udfff"]
INVALID_SINGLE_LINE = [f"a{sign}b" for sign in "\n\r\t\x1b\x85\u2028\u202e\u200f\u2066\ufeff"]
ONE_LINE = ["Olive Okafor", "Søren", "Ольга", "日本語", "\U0001f469\u200d\U0001f4bb", "a b"]
# Forms of the operators' admin and of libraries are made by them.
PROJECT = {"accounts", "console", "contributors", "organizations", "portal"}


@pytest.mark.parametrize("text", UNSTORABLE)
def test_characters_that_cannot_be_stored_are_rejected_in_every_text(text):
    assert not plain_text.is_storable(text)
    for check in (plain_text.check_storable, plain_text.check_line):
        with pytest.raises(ValidationError):
            check(text)


@pytest.mark.parametrize("text", INVALID_SINGLE_LINE)
def test_line_breaks_and_direction_marks_are_rejected_in_single_line_texts_only(text):
    plain_text.check_storable(text)
    with pytest.raises(ValidationError):
        plain_text.check_line(text)


@pytest.mark.parametrize("text", ONE_LINE)
def test_names_in_every_script_are_accepted_as_one_line(text):
    plain_text.check_line(text)
    assert plain_text.to_single_line(text) == text


def operations_with_a_body():
    for path, view in api_paths():
        for operation in view.operations:
            for model in operation.models:
                if model.__ninja_param_source__ == "body":
                    yield from ((method, path, model) for method in operation.methods)


def api_paths() -> list[tuple[str, PathView]]:
    return [
        (f"/api/v1{path}", view)
        for _, router in api._routers
        for path, view in router.path_operations.items()
    ]


# Of parameters in paths; others are 1.
EXAMPLES = {"organization_id": "acme", "name": "github", "username": "tess", "team_id": "crew"}
BODIES = sorted((method, path) for method, path, _ in operations_with_a_body())


def refused_in_the_envelope(response) -> bool:
    error = response.json()["Errors"][0]
    return response.status_code == 400 and bool(error["ErrorCode"]) and bool(error["Message"])


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), BODIES)
def test_every_body_of_the_api_is_checked(client, method, path):
    headers = {"Authorization": f"Bearer {api_tokens.issue(create_user('tess')).access_token}"}
    address = re.sub(r"{(?:\w+:)?(\w+)}", lambda match: EXAMPLES.get(match[1], "1"), path)
    for text in ("a\x00b", "a\ud800@b.cc", "a\u202eb", "a\nb"):
        for body in ({"Email": text}, {"nested": {"list": [1, {"Name": text}]}}, {text: 1}):
            response = client.generic(
                method, address, json.dumps(body), content_type="application/json", headers=headers
            )
            assert refused_in_the_envelope(response), (address, body, response.content)


def test_the_api_has_bodies_to_check():
    assert ("POST", "/api/v1/forgotpassword") in BODIES
    assert ("PUT", "/api/v1/organizations/{organization_id}") in BODIES


@pytest.mark.django_db
def test_a_password_may_contain_characters_that_a_name_may_not(client):
    tess = create_user("tess")
    headers = {"Authorization": f"Bearer {api_tokens.issue(tess).access_token}"}
    body = {"NewPassword": "four words\tand a tab", "CurrentPassword": PASSWORD}
    response = client.put(
        "/api/v1/me/password", json.dumps(body), content_type="application/json", headers=headers
    )
    assert response.status_code == 200
    tess.refresh_from_db()
    assert tess.check_password("four words\tand a tab")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", ["username=a%00b&password=x", "username=a%0Ab&password=x", "username=tess&password=a%00b"]
)
def test_the_format_of_a_token_is_checked(client, form):
    response = client.post(
        "/api/v1/oauth/token", f"grant_type=password&{form}", content_type="application/x-www-form-urlencoded"
    )
    assert refused_in_the_envelope(response)
    assert response.json()["error"] == "invalid_request"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/organizations/a%00b",
        "/api/v1/organizations/a%0Ab",
        "/api/v1/portalusers/a%E2%80%AEb",
        "/api/v1/portalusers?search=a%00b",
        "/api/v1/organizations?a%00b=1",
        "/api/v1/organizations?searchOn=Name&search=%00",
    ],
)
def test_addresses_of_the_api_are_checked(client, address):
    headers = {"Authorization": f"Bearer {api_tokens.issue(create_user('tess')).access_token}"}
    assert refused_in_the_envelope(client.get(address, headers=headers))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/organizations/a%00b/", "/organizations/?search=%00", "/?%00=1"])
def test_addresses_of_pages_are_checked(signed_in_client, address):
    assert signed_in_client.get(address).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Mozilla\x00\x1b", "a\nb" * 200, "x" * 5000])
def test_headers_are_stored_as_one_line(client, value):
    create_user("tess")
    sent = {"login": "tess", "password": "wrong horse"}
    client.post(reverse("account_login"), sent, headers={"User-Agent": value, "X-Request-ID": value})
    entry = AuditEntry.objects.get(event=Event.USER_SIGN_IN_FAILED)
    plain_text.check_line(entry.user_agent)
    plain_text.check_line(entry.request_id)
    assert len(entry.request_id) <= 60


def all_forms(base: type) -> list[type]:
    get_resolver().url_patterns  # noqa: B018  imports every module that an address leads to
    below = [inner for form in base.__subclasses__() for inner in (form, *all_forms(form))]
    return [form for form in below if form.__module__.partition(".")[0] in PROJECT]


def test_every_form_of_the_portal_checks_its_texts():
    unchecked = [
        form
        for form in set(all_forms(forms.BaseForm))
        if not issubclass(form, (plain_text.PlainTextMixin, forms.BaseModelForm))
    ]
    assert not unchecked
    assert issubclass(SignInForm, LoginForm)
    assert issubclass(SecondFactorForm, AuthenticateForm)


class Sample(plain_text.PlainTextForm):
    name = forms.CharField()
    url = forms.URLField(assume_scheme="https")
    note = forms.CharField(widget=forms.Textarea)
    password = forms.CharField(widget=forms.PasswordInput)
    choice = forms.ChoiceField(choices=[("a", "A")])


GOOD = {"name": "a", "url": "https://a.example", "note": "a\nb", "password": "a\u202eb", "choice": "a"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "a\u202eb"),
        ("name", "a\nb"),
        ("name", "a\ud800b"),
        ("url", "https://a.example/\u2066"),
        ("note", "a\ud800b"),
        ("password", "a\ud800b"),
        ("password", "a\x00b"),
    ],
)
def test_a_form_names_the_field_with_the_rejected_text(field, text):
    assert Sample(GOOD).is_valid()
    form = Sample({**GOOD, field: text})
    assert list(form.errors) == [field]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a\u202eb", "a\x00b"])
def test_names_are_checked_from_every_source(name):
    tess = create_user("tess")
    with pytest.raises(ValidationError) as refused:
        creation.create_sandbox(name, by=tess)
    assert list(refused.value.message_dict) == ["name"]
    with pytest.raises(ValidationError):
        profile.change(tess, name=name)


@pytest.mark.django_db
def test_an_invalid_form_responds_422(client):
    for text in ("a\x00b", "a\u202eb"):
        assert client.post(reverse("account_reset_password"), {"login": text}).status_code == 422
