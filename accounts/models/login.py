"""Rows that guard the door: wrong passwords in a row, and the devices that somebody came in with."""

from django.conf import settings
from django.db import models

from lib import clock


class SignInGuard(models.Model):
    """Wrong passwords in a row for one key of `guard.Knock`: a person, or a name, also one of nobody.

    Wrong codes of a second factor are counted in rows of their own.
    """

    who = models.CharField(max_length=80, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failure = models.DateTimeField(default=clock.now, db_index=True)
    locked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.who}: {self.failures}"


class KnownDevice(models.Model):
    """A browser or program that somebody has signed in from before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=100, help_text="As the person reads it, such as Firefox on macOS.")
    first_seen = models.DateTimeField(default=clock.now)
    last_seen = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="device_known_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
