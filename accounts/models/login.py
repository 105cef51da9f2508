"""Rows that guard the door: wrong passwords in a row, and the devices that somebody came in with."""

from django.conf import settings
from django.db import models

from lib import clock


class LoginLockout(models.Model):
    """Wrong passwords in a row for one key of `guard.Knock`: a person, or a name, also one of nobody.

    Wrong codes of a second factor are counted in rows of their own.
    """

    key = models.CharField(max_length=80, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failure_at = models.DateTimeField(default=clock.now, db_index=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class KnownDevice(models.Model):
    """A browser or program that somebody has signed in from before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=100, help_text="As the person reads it, such as Firefox on macOS.")
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="device_known_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
