"""Secrets at rest: Fernet under `PORTAL_SECRET_KEYS`; the first key encrypts, all of them decrypt."""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """The cipher of the present keys: `encrypt(bytes)`, `rotate(bytes)`, and `decrypt(bytes)`.

    The last raises `InvalidToken`.
    """
    return _cipher(tuple(settings.PORTAL_SECRET_KEYS))


class EncryptedTextField(models.TextField):
    """A text that the database holds encrypted; an empty text stays empty.

    A value that no key opens raises `InvalidToken` rather than be shown as it lies there.
    """

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, _expression, _connection):
        return cipher().decrypt(value.encode()).decode() if value else value
