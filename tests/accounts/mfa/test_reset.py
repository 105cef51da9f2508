"""Reset of two-factor authentication."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import cleanup
from accounts.audit.events import Event
from accounts.mfa import enrollment
from accounts.mfa import reset as mfa_reset
from accounts.mfa import verification as mfa_verification
from accounts.models import AuditEntry, MfaReset
from tests.accounts.authenticator_app import SECRET
from tests.cast import PASSWORD, create_operator, create_user
from tests.login import signed_in
from tests.mail import last_mail_to, link_in, mails_to

pytestmark = pytest.mark.django_db
AFTER_A_DAY = timedelta(hours=24, seconds=1)


@pytest.fixture
def tess():
    user = create_user("tess")
    enrollment.enable_totp(user, SECRET)
    return user


@pytest.fixture
def oscar():
    return create_operator("oscar")


def request_reset(client):
    client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD})
    return client.post(reverse("request_mfa_reset"))


def test_only_a_user_with_the_right_password_can_request_a_reset(client, tess):
    assert client.post(reverse("request_mfa_reset"))["Location"] == reverse("account_login")
    assert not MfaReset.objects.exists()


def test_a_reset_request_is_emailed_with_a_link_to_stop_it(client, tess):
    assert "Reset requested" in request_reset(client).content.decode()
    mail = last_mail_to(tess.email)
    assert mail.subject == "Someone requested a reset of your two-factor authentication"
    client.post(reverse("request_mfa_reset"))
    assert len([mail for mail in mails_to(tess.email) if "reset" in mail.subject]) == 1
    other = Client()
    assert "Cancel the reset?" in other.get(link_in(mail)).content.decode()
    assert "Reset cancelled" in other.post(link_in(mail)).content.decode()
    assert "This reset is already over" in other.get(link_in(mail)).content.decode()
    assert MfaReset.objects.get().outcome == "cancelled"


def test_a_reset_requires_an_operator(client, tess, clock):
    request_reset(client)
    clock.move(AFTER_A_DAY)
    assert cleanup.clean_up()["two-factor resets"] == 0
    assert mfa_verification.totp_enabled(tess)


def test_an_approved_reset_applies_after_24_hours(client, tess, oscar, clock):
    request_reset(client)
    admin = signed_in(Client(), oscar)
    row = MfaReset.objects.get()
    admin.post("/admin/accounts/mfareset/", {"action": "approve", "_selected_action": row.pk})
    clock.move(timedelta(hours=23))
    assert mfa_reset.execute_due() == 0
    clock.move(timedelta(hours=1, seconds=1))
    assert mfa_reset.execute_due() == 1
    assert mfa_reset.execute_due() == 0
    assert not mfa_verification.totp_enabled(tess)
    assert last_mail_to(tess.email).subject == "Two-factor authentication was reset"
    entries = AuditEntry.objects.filter(target_id=str(tess.pk), event__startswith="mfa_reset.").values_list(
        "event", "result"
    )
    assert (Event.MFA_RESET_APPROVED, "ok") in entries


def test_a_stopped_or_declined_reset_never_applies(client, tess, oscar, clock):
    request_reset(client)
    row = MfaReset.objects.get()
    assert mfa_reset.decline(row, by=oscar)
    assert not mfa_reset.approve(row, by=oscar)
    clock.move(AFTER_A_DAY)
    assert mfa_reset.execute_due() == 0
    assert mfa_verification.totp_enabled(tess)


def test_an_approved_reset_can_be_stopped(client, tess, oscar, clock):
    request_reset(client)
    row = MfaReset.objects.get()
    mfa_reset.approve(row, by=oscar)
    Client().post(link_in(last_mail_to(tess.email)))
    clock.move(AFTER_A_DAY)
    assert mfa_reset.execute_due() == 0
    assert mfa_verification.totp_enabled(tess)


def test_an_operator_cannot_approve_their_own_reset(oscar):
    row = mfa_reset.request(oscar)
    assert not mfa_reset.approve(row, by=oscar)


def test_a_made_up_link_stops_nothing(client, tess):
    request_reset(client)
    assert (
        "This reset is already over" in client.post("/accounts/second-factor/stop/made-up/").content.decode()
    )
    assert MfaReset.objects.get().ended_at is None
