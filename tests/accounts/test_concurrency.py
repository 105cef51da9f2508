"""Concurrent requests that exclude each other."""

import pytest
from django.db import transaction

from accounts import login_methods
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.login import api_tokens, passwords
from accounts.mfa import enrollment
from accounts.models import DataExport, User
from accounts.profile import data_export
from tests.accounts.concurrency import BlockedThread
from tests.accounts.software_passkey import stored_passkey
from tests.cast import create_user
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def test_concurrent_removals_leave_one_sign_in_method():
    tess = create_user("tess")
    key = stored_passkey(tess)
    with transaction.atomic():
        login_methods.require_alternative(tess, login_methods.PASSWORD)
        other = BlockedThread(lambda: enrollment.remove_passkey(User.objects.get(), key))
        passwords.remove(tess)
    assert isinstance(other.outcome(), login_methods.LastLoginMethod)
    assert [method.kind for method in login_methods.methods_of(tess)] == ["passkey"]


def test_two_workers_create_one_export_and_email_it_once(monkeypatch):
    tess = create_user("tess")
    data_export.request(tess)
    row = DataExport.objects.get()
    write, others = data_export.mail_messages.send_template, []

    def write_meanwhile(*given, **named):
        if not others:
            others.append(None)
            others[0] = BlockedThread(lambda: data_export.build(row.pk))
        return write(*given, **named)

    monkeypatch.setattr(data_export.mail_messages, "send_template", write_meanwhile)
    data_export.build(row.pk)
    assert others[0].outcome() is None
    assert [mail.subject for mail in mails_to(tess.email)] == ["Your data export is ready"]


def test_a_token_renewed_during_a_sign_out_everywhere_is_revoked(monkeypatch):
    olive = create_user("olive")
    pair, made, others = api_tokens.issue(olive), api_tokens._pair, []

    def make_meanwhile(user, family):
        others.append(BlockedThread(lambda: api_tokens.revoke_all(olive)))
        return made(user, family)

    monkeypatch.setattr(api_tokens, "_pair", make_meanwhile)
    renewed = api_tokens.refresh(pair.refresh_token)
    assert others[0].outcome() is None
    with pytest.raises(api_tokens.InvalidToken):
        api_tokens.verify(renewed.access_token)


@pytest.mark.django_db
def test_attempts_are_counted_outside_transactions(tess):
    describe = confirmation.ActionDescription("delete acme", "deletes acme.")
    confirmation.send_code(tess, "delete", "organization", "acme", describe=describe)
    code = code_in(last_mail_to(tess.email))
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        confirmation.check_code(tess, "delete", "organization", "acme", code)
    row = confirmation.pending_code(tess, "delete", "organization", "acme")
    assert row.attempts == 0
    with pytest.raises(one_time_codes.WrongCode):
        one_time_codes.redeem(row, wrong(code))
    assert row.attempts == 1
