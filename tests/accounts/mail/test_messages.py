"""Every change of sign-in methods is announced by email and audited."""

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.audit.events import Event
from accounts.login import passwords
from accounts.mail import messages
from accounts.mfa import enrollment
from accounts.models import AuditEntry
from accounts.social import unlink as linking
from tests.accounts.authenticator_app import SECRET
from tests.accounts.software_passkey import stored_passkey
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to, mails_to

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


def replace(user):
    enrollment.enable_totp(user, SECRET)
    enrollment.enable_totp(user, SECRET[::-1])


def disable(user):
    enrollment.enable_totp(user, SECRET)
    enrollment.disable_totp(user)


def without_password(user) -> None:
    stored_passkey(user)
    passwords.remove(user)


def set_first(user):
    without_password(user)
    passwords.change(user, "", NEW)


def set_first_by_email(user):
    without_password(user)
    passwords.request_reset("tess")
    passwords.reset("tess", code_in(last_mail_to(user.email)), NEW)


def unlink(user):
    SocialAccount.objects.create(user=user, provider="github", uid="1")
    linking.unlink(user, "github")


@pytest.mark.parametrize(
    ("action", "event"),
    [
        (lambda user: enrollment.enable_totp(user, SECRET), Event.TOTP_ENABLED),
        (replace, Event.TOTP_REPLACED),
        (disable, Event.TOTP_DISABLED),
        (enrollment.regenerate_recovery_codes, Event.RECOVERY_CODES_GENERATED),
        (lambda user: enrollment.add_passkey(user, "Phone", {}), Event.PASSKEY_ADDED),
        (lambda user: enrollment.remove_passkey(user, stored_passkey(user)), Event.PASSKEY_REMOVED),
    ],
)
def test_every_change_of_two_factor_is_audited(tess, action, event):
    action(tess)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.event, entry.actor, entry.target_id, entry.result) == (event, tess, str(tess.pk), "ok")


@pytest.mark.parametrize(
    ("action", "subject", "sentence"),
    [
        (
            lambda user: enrollment.enable_totp(user, SECRET),
            "Two-factor authentication is on",
            "(authenticator app).",
        ),
        (replace, "Your authenticator app was replaced", "the old ones no longer work."),
        (disable, "Two-factor authentication is off", "protected by a password only."),
        (enrollment.regenerate_recovery_codes, "You have new recovery codes", "the old ones no longer work."),
        (
            lambda user: enrollment.add_passkey(user, "Phone", {}),
            "You have a new passkey",
            "“Phone” was added.",
        ),
        (
            lambda user: enrollment.remove_passkey(user, stored_passkey(user)),
            "A passkey was removed",
            "“MacBook” was removed.",
        ),
        (lambda user: passwords.change(user, PASSWORD, NEW), "Your password was changed", "was changed."),
        (without_password, "Your password was removed", "was removed."),
        (set_first, "Your account has a password", "A password was set"),
        (set_first_by_email, "Your account has a password", "A password was set"),
        (unlink, "GitHub is unlinked", "You can no longer sign in with GitHub."),
    ],
)
def test_every_change_of_sign_in_methods_is_emailed_with_advice(tess, action, subject, sentence):
    action(tess)
    latest = mails_to(tess.email)[0]
    assert latest.subject == subject
    assert sentence in latest.text
    assert "Wasn't you?" in latest.text


def test_an_email_about_what_another_user_did_does_not_show_where_they_were(tess, rf, monkeypatch):
    someone = create_user("someone")
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    monkeypatch.setattr(messages, "current_request", lambda: request)
    for request.user, shown in ((tess, True), (someone, False)):
        messages.send_notice(tess, "Something changed", "Something changed.")
        assert ("203.0.113.7" in last_mail_to(tess.email).text) is shown


def test_text_that_a_user_wrote_does_not_turn_the_rest_of_the_line_round():
    tess = create_user("tess")
    messages.send_notice(tess, "Declined", "Adam wrote: “\u202egpj.exe\u2067”.")
    assert "Adam wrote: “gpj.exe”." in last_mail_to(tess.email).text
