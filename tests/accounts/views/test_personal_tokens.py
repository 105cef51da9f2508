"""Profile > Access tokens."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.forms import personal_tokens as form_module
from accounts.models import OutgoingMail, PersonalAccessToken
from accounts.personal_tokens import organizations, tokens
from accounts.personal_tokens.organizations import OrganizationChoice
from lib import clock as portal_clock
from tests.accounts.personal_tokens.creation import create_token
from tests.cast import create_operator
from tests.login import signed_in

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("personal_tokens"), reverse("create_personal_token")
JWT = re.compile(r"[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}")


@pytest.fixture
def acme(monkeypatch):
    """Let everyone have access to one organization."""
    choice = OrganizationChoice("acme", "Acme", "Production")
    monkeypatch.setattr(organizations, "_providers", [lambda user: [choice]])
    return choice


def form_id(client) -> str:
    return re.search(r'name="form_id" value="([^"]+)"', client.get(CREATE).content.decode())[1]


def fill(client, **fields) -> dict:
    """Return the fields of a new token, as the page of `client` sends them."""
    return {
        "form_id": form_id(client),
        "name": "Pipeline",
        "scope": "read",
        "reach": "all",
        "lifetime": "30",
        "expires_on": "",
        **fields,
    }


def text(response) -> str:
    return response.content.decode()


def test_a_new_token_is_shown_once_and_works(signed_in_client):
    response = signed_in_client.post(CREATE, fill(signed_in_client))
    (token,) = JWT.findall(text(response))
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["Username"] == "tess"
    listed = text(signed_in_client.get(LIST))
    assert not JWT.search(listed)
    assert f'<span class="mono">{token[-4:]}</span>' in listed


def test_a_form_that_is_sent_again_says_that_the_token_was_shown(signed_in_client):
    fields = fill(signed_in_client)
    signed_in_client.post(CREATE, fields)
    again = signed_in_client.post(CREATE, fields, follow=True)
    assert "is shown only once" in text(again)
    assert not JWT.search(text(again))
    assert PersonalAccessToken.objects.count() == 1


def test_the_token_is_in_no_session_no_email_and_no_address(signed_in_client):
    response = signed_in_client.post(CREATE, fill(signed_in_client))
    assert response.status_code == 200  # no redirect, whose address or session would have to hold it
    (token,) = JWT.findall(text(response))
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    stored += [mail.text for mail in OutgoingMail.objects.all()]
    assert not [where for where in stored if token.rpartition(".")[2] in where]


def test_creating_a_token_requires_reauthentication_and_keeps_the_form(signed_in_client, clock):
    fields = fill(signed_in_client)
    session = signed_in_client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 16 * 60
    session.save()
    for method in (signed_in_client.get, signed_in_client.post):
        assert method(CREATE, fields)["Location"].startswith(reverse("account_reauthenticate"))
    assert not PersonalAccessToken.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"name": "nul\0"},
        {"scope": "admin"},
        {"reach": "none"},
        {"reach": "chosen"},
        {"reach": "chosen", "organizations": ["elsewhere"]},
        {"lifetime": "0"},
        {"lifetime": "100000"},
        {"lifetime": "day"},
        {"lifetime": "day", "expires_on": "2020-01-01"},
        {"lifetime": "day", "expires_on": "9999-12-31"},
        {"lifetime": "day", "expires_on": "never"},
        {"form_id": ""},
        {"form_id": "guess"},
    ],
)
def test_invalid_input_keeps_what_was_typed_and_creates_nothing(signed_in_client, acme, fields):
    response = signed_in_client.post(CREATE, fill(signed_in_client, **fields))
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response) or "field-error" in text(response)
    assert not PersonalAccessToken.objects.exists()


def test_the_form_of_another_user_creates_nothing(signed_in_client, olive):
    fields = fill(signed_in(Client(), olive))
    assert signed_in_client.post(CREATE, fields).status_code == 422
    assert not PersonalAccessToken.objects.exists()


def test_a_token_lasts_until_the_end_of_the_chosen_day_of_the_user(signed_in_client, tess):
    type(tess).objects.update(time_zone="Pacific/Auckland")
    day = portal_clock.now().date() + timedelta(days=20)
    signed_in_client.post(CREATE, fill(signed_in_client, lifetime="day", expires_on=day.isoformat()))
    local = PersonalAccessToken.objects.get().expires_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert (local.date(), local.hour, local.minute) == (day, 23, 59)


def test_a_token_for_chosen_organizations_names_them(signed_in_client, acme):
    signed_in_client.post(CREATE, fill(signed_in_client, reach="chosen", organizations=["acme"]))
    assert PersonalAccessToken.objects.get().organizations == ["acme"]
    assert "Acme" in text(signed_in_client.get(LIST))


def test_what_was_chosen_before_all_was_is_ignored(signed_in_client, acme):
    signed_in_client.post(CREATE, fill(signed_in_client, organizations=["acme"]))
    assert PersonalAccessToken.objects.get().organizations is None


def test_many_organizations_are_entered_by_their_ids(signed_in_client, acme, monkeypatch):
    monkeypatch.setattr(form_module, "MAX_CHECKBOXES", 0)
    ids = {"reach": "chosen", "organization_ids": "acme\r\n\r\nelsewhere"}
    refused = signed_in_client.post(CREATE, fill(signed_in_client, **ids))
    assert "You have no access to elsewhere." in text(refused)
    ids["organization_ids"] = " acme \r\n"
    signed_in_client.post(CREATE, fill(signed_in_client, **ids))
    assert PersonalAccessToken.objects.get().organizations == ["acme"]


def test_revoking_asks_first(signed_in_client, tess, new_token):
    address = reverse("revoke_personal_token", args=[new_token().row.pk])
    assert "Scripts that use it stop working" in text(signed_in_client.get(address))
    assert tokens.active(tess).exists()
    assert signed_in_client.post(address)["Location"] == LIST
    assert not tokens.active(tess).exists()
    assert "Revoked" in text(signed_in_client.get(LIST))


def test_tokens_of_others_do_not_exist(signed_in_client, olive):
    address = reverse("revoke_personal_token", args=[create_token(olive).row.pk])
    assert [signed_in_client.get(address).status_code, signed_in_client.post(address).status_code] == [
        404,
        404,
    ]
    assert tokens.active(olive).exists()


def test_a_user_without_tokens_reads_what_they_are_for(signed_in_client):
    page = text(signed_in_client.get(LIST))
    assert "No access tokens" in page
    assert reverse("api_reference") in page


def test_a_token_that_expires_within_a_week_says_so(signed_in_client, new_token, clock):
    new_token(lifetime=timedelta(days=10))
    assert "tag-warn" not in text(signed_in_client.get(LIST))
    clock.move(timedelta(days=4))
    assert "tag-warn" in text(signed_in_client.get(LIST))


def test_the_page_of_sessions_says_that_signing_out_everywhere_else_revokes_tokens(
    signed_in_client, tess, new_token
):
    new_token()
    assert "1 access token</strong>" in text(signed_in_client.get(reverse("authentication")))
    signed_in_client.post(reverse("revoke_other_sessions"))
    assert not tokens.active(tess).exists()
    assert "access token</strong>" not in text(signed_in_client.get(reverse("authentication")))


def test_operators_revoke_tokens_in_the_admin_and_never_see_them(client, new_token, tess):
    new = new_token()
    signed_in(client, create_operator("oscar"))
    address = reverse("admin:accounts_personalaccesstoken_changelist")
    page = text(client.get(address)) + text(
        client.get(reverse("admin:accounts_personalaccesstoken_change", args=[new.row.pk]))
    )
    assert "Pipeline" in page
    assert new.row.digest not in page
    client.post(address, {"action": "revoke", "_selected_action": [new.row.pk]})
    assert not tokens.active(tess).exists()
    assert OutgoingMail.objects.filter(subject="An operator revoked your access tokens").exists()
