"""Rows behind every code that goes out by mail. What a code is worth is decided in `codes`."""

from abc import abstractmethod

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_otp.models import Device, DeviceManager

from lib import clock


class Code(models.Model):
    """One mailed code, known by its digest. It is live until `ended`: used, burnt, replaced or called off.

    Each kind has a `context`, which the digest is bound to beside the code itself, so that a code fits
    its own row only.
    """

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When the right code, or the link, came back."
    )

    class Meta:
        abstract = True

    @property
    @abstractmethod
    def purpose_key(self) -> str:
        """Return what the digest is bound to besides the code, so that a code matches its own row only."""


class Registration(Code):
    """Somebody who asked for an account with an address, before the account exists.

    A known address gets a row as well, so that nothing tells it from an unknown one.
    """

    email = models.EmailField()
    link_digest = models.CharField(
        max_length=64, unique=True, help_text="Digest of the token in the mailed link."
    )
    next_url = models.CharField(max_length=500, blank=True, help_text="Where the person was going.")

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


class EmailChange(Code):
    """A new address that a person named, until its code comes back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_changes")
    email = models.EmailField()
    link_digest = models.CharField(
        max_length=64, unique=True, help_text="Digest of the token in the mailed link."
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


class SignInCode(Code):
    """A code for getting back in: a new password, an unlocked account, or "Is it you?".

    `subject` is `name:<digest>` of the name that it was asked for by, or `user:<key>` of somebody who is
    in. `user` is who gets it: nobody for a name that nobody has, and when enough were mailed already.
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
        return f"{self.get_purpose_display()} for {self.user or 'nobody'}"

    @property
    def purpose_key(self) -> str:
        return f"{self.purpose}:{self.lookup_key}"


class ConfirmationCodeManager(DeviceManager, models.Manager["ConfirmationCode"]):
    """The manager of django-otp's devices, with the type of its rows."""


class ConfirmationCode(Code, Device):
    """A device of django-otp that proves one person's will to do one act to one target, once.

    `state` names what the act was shown to depend on, such as the target's owner; a code does not
    outlive a change of it.
    """

    action = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=64, blank=True)
    token_family = models.UUIDField(
        null=True, blank=True, help_text="The sign-in of the Portal API that confirmed the code."
    )
    used_at = models.DateTimeField(
        null=True, blank=True, help_text="When that sign-in did what the code confirms."
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
