"""Creating, listing and revoking personal access tokens."""

import json
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts import account_status
from accounts.audit.events import Event
from accounts.cleanup import clean_up
from accounts.login import active_sessions, passwords
from accounts.models import AuditEntry, PersonalAccessToken
from accounts.personal_tokens import tokens
from accounts.profile import account_deletion, data_export
from tests.accounts.personal_tokens.creation import create_token
from tests.cast import PASSWORD, create_operator
from tests.mail import code_in, last_mail_to, mails_to

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


def test_a_token_is_a_jwt_with_the_claims_that_clients_read(tess, new_token):
    new = new_token()
    claims = jwt.decode(new.token, options={"verify_signature": False})
    assert claims == {
        "usr": "tess",
        "uid": tess.pk,
        "iss": settings.SITE_URL,
        "aud": f"{settings.SITE_URL}/api/v1",
        "nbf": int(new.row.created_at.timestamp()),
        "exp": int(new.row.expires_at.timestamp()),
        "jti": str(new.row.token_id),
    }


def test_only_the_digest_and_the_last_characters_of_a_token_are_stored(new_token):
    new = new_token()
    row = PersonalAccessToken.objects.get()
    stored = json.dumps({name: str(value) for name, value in vars(row).items()})
    assert new.token.rpartition(".")[2] not in stored
    assert (len(row.digest), row.ending) == (64, new.token[-4:])


def test_a_new_token_is_audited_and_emailed_without_the_token(tess, new_token):
    new = new_token(scope="read")
    entry = AuditEntry.objects.get(event=Event.PERSONAL_TOKEN_CREATED)
    mail = last_mail_to(tess.email)
    assert (entry.actor, entry.target_id) == (tess, str(tess.pk))
    assert (entry.details["token"], entry.details["scope"]) == ("Pipeline", "read")
    assert mail.subject == "A personal access token was created"
    assert "it can read everything that you have access to" in mail.text
    assert new.token not in mail.text + str(entry.details)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "   "}),
        ("name", {"name": "x" * 61}),
        ("name", {"name": "two\nlines"}),
        ("name", {"name": "nul\0"}),
        ("scope", {"scope": "admin"}),
        ("scope", {"scope": ""}),
        ("expires_on", {"lifetime": timedelta(0)}),
        ("expires_on", {"lifetime": timedelta(days=367)}),
        ("organizations", {"organizations": []}),
        ("organizations", {"organizations": ["elsewhere"]}),
    ],
)
def test_invalid_input_is_reported_at_its_field_and_creates_nothing(new_token, field, options):
    with pytest.raises(ValidationError) as caught:
        new_token(**options)
    assert list(caught.value.message_dict) == [field]
    assert not PersonalAccessToken.objects.exists()


def test_two_active_tokens_of_a_user_have_two_names(tess, new_token):
    first = new_token("Pipeline")
    with pytest.raises(ValidationError):
        new_token("PIPELINE")
    tokens.revoke(first.row, by=tess)
    assert new_token("Pipeline")


def test_a_user_has_at_most_50_active_tokens(tess, new_token, monkeypatch):
    monkeypatch.setattr(tokens, "MAX_TOKENS", 2)
    first, _second = new_token("One"), new_token("Two")
    with pytest.raises(ValidationError, match="You have 2 access tokens"):
        new_token("Three")
    tokens.revoke(first.row, by=tess)
    assert new_token("Three")


def test_the_same_form_creates_one_token(new_token):
    token_id = uuid4()
    new_token(token_id=token_id)
    with pytest.raises(tokens.AlreadyCreated):
        new_token("Other", token_id=token_id)
    assert PersonalAccessToken.objects.count() == 1


def test_a_token_ends_once_and_is_audited(tess, new_token):
    row = new_token().row
    assert tokens.revoke(row, by=tess)
    assert not tokens.revoke(row, by=tess)
    entry = AuditEntry.objects.get(event=Event.PERSONAL_TOKEN_REVOKED)
    assert (entry.actor, entry.details["token"]) == (tess, "Pipeline")


def test_ended_tokens_are_listed_for_30_days_and_then_deleted(tess, new_token, clock):
    tokens.revoke(new_token("Revoked").row, by=tess)
    new_token("Expired", lifetime=timedelta(days=7))
    clock.move(timedelta(days=8))
    assert {listed.row.name for listed in tokens.overview(tess).ended} == {"Revoked", "Expired"}
    assert tokens.overview(tess).active == []
    clock.move(timedelta(days=23))
    assert [listed.row.name for listed in tokens.overview(tess).ended] == ["Expired"]
    assert clean_up()["personal access tokens"] == 1
    clock.move(timedelta(days=7))
    assert clean_up()["personal access tokens"] == 1


def is_active(user) -> bool:
    return tokens.active(user).exists()


def test_signing_out_everywhere_else_ends_the_tokens(tess, new_token):
    new_token()
    active_sessions.revoke_others(tess)
    assert not is_active(tess)


@pytest.mark.parametrize("sign_out", [True, False])
def test_changing_the_password_keeps_the_tokens(tess, new_token, sign_out):
    new_token()
    passwords.change(tess, PASSWORD, NEW, sign_out=sign_out)
    assert is_active(tess)


def test_resetting_the_password_by_email_ends_the_tokens(tess, new_token):
    new_token()
    passwords.request_reset("tess")
    passwords.reset("tess", code_in(last_mail_to(tess.email)), NEW)
    assert not is_active(tess)


def test_deactivating_an_account_ends_its_tokens_even_when_it_is_activated_again(tess, new_token):
    new_token()
    oscar = create_operator("oscar")
    for active in (False, True):
        tess.is_active = active
        account_status.update_account_status(tess, ["is_active"], by=oscar)
    assert not is_active(tess)


def test_deleting_an_account_deletes_its_tokens(tess, new_token):
    new_token()
    account_deletion.delete_account(tess)
    assert not PersonalAccessToken.objects.exists()


def test_the_data_export_lists_tokens_without_digest(tess, new_token):
    row = new_token(scope="read").row
    (exported,) = data_export.collect(tess)["personal_access_tokens"]
    assert (exported["name"], exported["scope"]) == ("Pipeline", "read")
    assert row.digest not in str(exported)


def test_a_command_revokes_all_tokens_of_a_user_and_emails_it(tess, new_token, capsys):
    create_operator("oscar")
    new_token("One"), new_token("Two")
    call_command("revoke_personal_tokens", "Tess", "--as", "oscar", "--reason", "Ticket 12")
    assert capsys.readouterr().out == "Revoked 2 access tokens of Tess.\n"
    entries = AuditEntry.objects.filter(event=Event.PERSONAL_TOKEN_REVOKED)
    assert {(entry.actor.username, entry.details["reason"]) for entry in entries} == {("oscar", "Ticket 12")}
    assert mails_to(tess.email)[0].subject == "An operator revoked your access tokens"


@pytest.mark.parametrize("arguments", [["missing"], ["tess", "--as", "tess"], ["tess", "--as", "missing"]])
def test_the_command_names_a_user_that_it_does_not_find(tess, new_token, arguments):
    new_token()
    with pytest.raises(CommandError):
        call_command("revoke_personal_tokens", *arguments)
    assert is_active(tess)


def test_tokens_of_others_are_neither_listed_nor_counted(tess, olive, new_token):
    create_token(olive, "Pipeline")
    assert tokens.overview(tess).active == []
    assert tokens.revoke_all(tess) == 0
