"""Lockouts after wrong passwords, and the devices that users have signed in from."""

from django.conf import settings
from django.db import models

from lib import clock


class LoginLockout(models.Model):
    """Consecutive wrong passwords for one key of `lockout.LoginAttempt`, even of a login that no one has.

    Wrong two-factor codes are counted in rows of their own.
    """

    key = models.CharField(max_length=80, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failure_at = models.DateTimeField(default=clock.now, db_index=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class KnownDevice(models.Model):
    """A browser or API client that a user has signed in from."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=100, help_text="As shown to the user, such as Firefox on macOS.")
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="device_known_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
