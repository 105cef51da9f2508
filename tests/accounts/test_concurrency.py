"""Concurrent requests that exclude each other."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts import login_methods
from accounts.audit.events import Event
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.login import api_tokens, passwords
from accounts.mfa import enrollment
from accounts.models import AuditEntry, DataExport, PersonalAccessToken, User
from accounts.personal_tokens import reminders
from accounts.profile import data_export
from lib import clock
from tests.accounts.concurrency import BlockedThread
from tests.accounts.personal_tokens.creation import create_token
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


def test_parallel_refreshes_with_one_token_both_succeed_and_the_reuse_is_audited_once():
    tess = create_user("tess")
    first = api_tokens.issue(tess)
    with transaction.atomic():
        mine = api_tokens.refresh(first.refresh_token)
        other = BlockedThread(lambda: api_tokens.refresh(first.refresh_token))
    pairs = [mine, other.outcome()]
    assert [api_tokens.verify(pair.access_token)[0] for pair in pairs] == [tess, tess]
    assert AuditEntry.objects.filter(event=Event.REFRESH_TOKEN_REUSED).count() == 1


def test_two_workers_send_a_reminder_once(monkeypatch):
    tess = create_user("tess")
    create_token(tess, lifetime=timedelta(days=7))
    PersonalAccessToken.objects.update(created_at=clock.now() - timedelta(days=20))
    with transaction.atomic():
        assert reminders.send_due() == 1
        other = BlockedThread(reminders.send_due)
    assert other.outcome() == 0
    assert len([mail for mail in mails_to(tess.email) if "expires" in mail.subject]) == 1


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
