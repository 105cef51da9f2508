"""Rows of the codes that are sent by email. `accounts.codes` decides when they are valid."""

from abc import abstractmethod

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_otp.models import Device, DeviceManager

from lib import clock


class OneTimeCode(models.Model):
    """An emailed code, stored as its digest; pending until `ended_at`: used, replaced or invalidated."""

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When the right code was entered or the link opened."
    )

    class Meta:
        abstract = True

    @property
    @abstractmethod
    def purpose_key(self) -> str:
        """Return what the digest is bound to besides the code, so that a code matches its own row only."""


class Registration(OneTimeCode):
    """A registration before its account exists.

    An email that has an account gets a row as well, so that nothing reveals which ones have.
    """

    email = models.EmailField()
    link_digest = models.CharField(
        max_length=64, unique=True, help_text="Digest of the token in the emailed link."
    )
    next_url = models.CharField(max_length=500, blank=True, help_text="Page to continue to.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(ended_at=None), name="one_pending_registration"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def purpose_key(self) -> str:
        return f"register:{self.email}"


class EmailChange(OneTimeCode):
    """A requested change of a user's email, until its code is entered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_changes")
    email = models.EmailField()
    link_digest = models.CharField(
        max_length=64, unique=True, help_text="Digest of the token in the emailed link."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_pending_email_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} to {self.email}"

    @property
    def purpose_key(self) -> str:
        return f"email:{self.user_id}:{self.email}"


class SignInCode(OneTimeCode):
    """A code for a password reset, an unlock or a re-authentication.

    `lookup_key` is `name:<digest>` of the login that it was requested for, or `user:<pk>` of a signed-in
    user. `user` is the recipient: None for a login that no account has, and when the limit is reached.
    """

    class Purpose(models.TextChoices):
        RESET = "reset", "New password"
        UNLOCK = "unlock", "Unlock"
        REAUTHENTICATION = "reauthentication", "Confirm it’s you"

    purpose = models.CharField(max_length=20, choices=Purpose)
    lookup_key = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sign_in_codes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "lookup_key"], condition=Q(ended_at=None), name="one_pending_sign_in_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} for {self.user or 'no one'}"

    @property
    def purpose_key(self) -> str:
        return f"{self.purpose}:{self.lookup_key}"


class ConfirmationCodeManager(DeviceManager, models.Manager["ConfirmationCode"]):
    """django-otp's manager of devices, typed."""


class ConfirmationCode(OneTimeCode, Device):
    """A django-otp device by which a user confirms one action on one target, once.

    `state` is a digest of what the action depends on, such as the target's owner; a change of it invalidates
    the code.
    """

    action = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=64, blank=True)
    token_family = models.UUIDField(
        null=True, blank=True, help_text="The sign-in of the Portal API that confirmed the code."
    )
    used_at = models.DateTimeField(
        null=True, blank=True, help_text="When that sign-in did the confirmed action."
    )

    objects = ConfirmationCodeManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "action", "target_type", "target_id"],
                condition=Q(ended_at=None),
                name="one_pending_confirmation_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_id} by {self.user}"

    @property
    def purpose_key(self) -> str:
        return ":".join(
            ["confirm", str(self.user_id), self.action, self.target_type, self.target_id, self.state]
        )
