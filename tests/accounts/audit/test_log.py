"""The audit log of a user: everything about their sign-in methods, and its own guarantees."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes.one_time import InvalidCode
from accounts.login import api_tokens, passwords, unlock
from accounts.login import password as password_login
from accounts.mfa import enrollment
from accounts.models import AuditEntry, DataExport
from accounts.profile import data_export, email_change, profile
from accounts.registration import registration
from accounts.tasks import build_data_export
from tests.accounts.software_passkey import stored_passkey
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, wrong

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


def events_of(user) -> list[tuple]:
    """Return the events and results that the user sees, oldest first."""
    mine = AuditEntry.objects.filter(target_id=str(user.pk)) | AuditEntry.objects.filter(actor=user)
    return [(row.event, row.result) for row in mine.order_by("pk")]


def test_a_password_reset_is_audited_from_the_request_on(tess):
    passwords.request_reset("tess")
    code = code_in(last_mail_to(tess.email))
    with pytest.raises(InvalidCode):
        passwords.reset("tess", wrong(code), NEW)
    passwords.reset("tess", code, NEW)
    assert events_of(tess) == [
        (Event.CODE_SENT, "ok"),
        (Event.CODE_REJECTED, "refused"),
        (Event.PASSWORD_RESET, "ok"),
        (Event.SESSION_OTHERS_REVOKED, "ok"),
    ]


def test_a_lockout_is_audited_from_the_first_wrong_password_to_the_unlock(tess):
    for _ in range(10):
        with pytest.raises((password_login.InvalidCredentials, password_login.AccountLocked)):
            password_login.authenticate("tess", "wrong horse")
    with pytest.raises(password_login.AccountLocked):
        password_login.authenticate("tess", PASSWORD)
    unlock.unlock("tess", code_in(last_mail_to(tess.email)))
    assert events_of(tess) == [
        *[(Event.USER_SIGN_IN_FAILED, "refused")] * 10,
        (Event.USER_LOCKED, "ok"),
        (Event.CODE_SENT, "ok"),
        (Event.USER_SIGN_IN_FAILED, "locked"),
        (Event.USER_UNLOCKED, "ok"),
    ]


def test_a_new_email_is_audited_with_its_wrong_codes(tess):
    email_change.request(tess, "tess@new.example")
    code = code_in(last_mail_to("tess@new.example"))
    with pytest.raises(InvalidCode):
        email_change.confirm_by_code(tess, wrong(code))
    email_change.confirm_by_code(tess, code)
    assert events_of(tess) == [
        (Event.EMAIL_CHANGE_REQUESTED, "ok"),
        (Event.CODE_REJECTED, "refused"),
        (Event.EMAIL_CHANGED, "ok"),
    ]
    assert "@" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_a_passkey_is_audited_with_its_names(tess):
    passkey = stored_passkey(tess)
    enrollment.rename_passkey(passkey, "Phone")
    enrollment.remove_passkey(tess, passkey)
    assert [entry.details for entry in AuditEntry.objects.order_by("pk")] == [
        {"name": "Phone", "before": "MacBook"},
        {"name": "Phone"},
    ]


def test_api_sign_ins_and_sign_outs_are_audited(tess):
    pair = api_tokens.issue(tess)
    api_tokens.revoke(pair.refresh_token)
    api_tokens.revoke(pair.refresh_token)
    assert events_of(tess) == [(Event.USER_SIGNED_IN, "ok"), (Event.USER_SIGNED_OUT, "ok")]


def test_a_data_export_is_audited(client, tess):
    data_export.request(tess)
    build_data_export(DataExport.objects.get().pk)
    signed_in(client, tess)
    client.get(reverse("download_export", args=[DataExport.objects.get().pk]))
    assert events_of(tess)[-1] == (Event.DATA_EXPORT_DOWNLOADED, "ok")


def test_the_page_describes_events_in_plain_language(client, tess):
    signed_in(client, tess)
    profile.change(tess, name="Tess M.", time_zone="Europe/Paris")
    api_tokens.issue(tess)
    page = client.get(reverse("audit_log")).content.decode()
    assert "<dt>Fields</dt><dd>name, time zone</dd>" in page
    assert "<dt>Method</dt><dd>Portal API</dd>" in page
    assert "your account</span>" in page


@pytest.mark.parametrize("send", [passwords.request_reset, unlock.send_code, registration.request])
def test_requesting_a_code_costs_the_same_queries_for_known_and_unknown_emails(tess, send):
    for _ in range(2):  # the first code, and one that replaces it
        statements = []
        for address in (tess.email, "nobody@example.com"):
            with CaptureQueriesContext(connection) as queries:
                send(address)
            statements.append([query["sql"].split()[0] for query in queries])
        assert statements[0] == statements[1]


@pytest.mark.parametrize(
    "use", [lambda name: passwords.reset(name, "x", NEW), lambda name: unlock.unlock(name, "x")]
)
def test_a_wrong_code_costs_the_same_queries_for_known_and_unknown_names(tess, use):
    statements = []
    for name in ("tess", "nobody"):
        passwords.request_reset(name)
        unlock.send_code(name)
        with CaptureQueriesContext(connection) as queries, pytest.raises(InvalidCode):
            use(name)
        statements.append([query["sql"].split()[0] for query in queries])
    assert statements[0] == statements[1]


def fail_after(action) -> None:
    """Run `action` in a transaction that then fails."""
    with transaction.atomic():
        action()
        raise RuntimeError


def test_audit_rows_are_written_in_the_transaction_of_the_action():
    with pytest.raises(RuntimeError):
        fail_after(lambda: audit_log.record(Event.PROFILE_UPDATED, by=None))
    assert not AuditEntry.objects.exists()


def test_audit_rows_are_never_changed_or_deleted():
    entry = audit_log.record(Event.PROFILE_UPDATED, by=create_user("olive"))
    entry.event = Event.USER_DELETED
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()
