"""Rows behind every code that goes out by mail. What a code is worth is decided in `codes`."""

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
    created = models.DateTimeField(default=clock.now, db_index=True)
    expires = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended = models.DateTimeField(null=True, blank=True)
    proved = models.DateTimeField(
        null=True, blank=True, help_text="When the right code, or the link, came back."
    )

    class Meta:
        abstract = True


class Registration(Code):
    """Somebody who asked for an account with an address, before the account exists.

    A known address gets a row as well, so that nothing tells it from an unknown one.
    """

    email = models.EmailField()
    link = models.CharField(max_length=64, unique=True, help_text="Digest of the token in the mailed link.")
    next = models.CharField(max_length=500, blank=True, help_text="Where the person was going.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=Q(ended=None), name="one_live_registration"),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.created:%Y-%m-%d %H:%M}"

    @property
    def context(self) -> str:
        return f"register:{self.email}"


class EmailChange(Code):
    """A new address that a person named, until its code comes back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_changes")
    email = models.EmailField()
    link = models.CharField(max_length=64, unique=True, help_text="Digest of the token in the mailed link.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended=None), name="one_live_email_change"),
        ]

    def __str__(self) -> str:
        return f"{self.user} to {self.email}"

    @property
    def context(self) -> str:
        return f"email:{self.user_id}:{self.email}"


class DoorCode(Code):
    """A code for getting back in: a new password, an unlocked account, or "Is it you?".

    `subject` is `name:<digest>` of the name that it was asked for by, or `user:<key>` of somebody who is
    in. `user` is who gets it: nobody for a name that nobody has, and when enough were mailed already.
    """

    class Purpose(models.TextChoices):
        RESET = "reset", "New password"
        UNLOCK = "unlock", "Unlock"
        PROOF = "proof", "Is it you?"

    purpose = models.CharField(max_length=10, choices=Purpose)
    subject = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="door_codes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject"], condition=Q(ended=None), name="one_live_door_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} for {self.user or 'nobody'}"

    @property
    def context(self) -> str:
        return f"{self.purpose}:{self.subject}"


class ConfirmationCode(Code, Device):
    """A device of django-otp that proves one person's will to do one act to one target, once.

    `state` names what the act was shown to depend on, such as the target's owner; a code does not
    outlive a change of it.
    """

    act = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=64, blank=True)
    token_family = models.UUIDField(
        null=True, blank=True, help_text="The sign-in of the Portal API that confirmed the code."
    )
    used_at = models.DateTimeField(
        null=True, blank=True, help_text="When that sign-in did what the code confirms."
    )

    objects = DeviceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "act", "target_type", "target_id"],
                condition=Q(ended=None),
                name="one_live_confirmation_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.target_id} by {self.user}"

    @property
    def context(self) -> str:
        return ":".join(
            ["confirm", str(self.user_id), self.act, self.target_type, self.target_id, self.state]
        )
