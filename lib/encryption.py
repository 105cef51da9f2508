"""Encryption of secrets at rest: Fernet with `PORTAL_SECRET_KEYS`; the first encrypts, all decrypt."""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """Return the cipher of the current keys; its `decrypt` raises `InvalidToken`."""
    return _cipher(tuple(settings.PORTAL_SECRET_KEYS))


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted; empty text stays empty.

    Raises:
        InvalidToken: on reading a value that none of the keys decrypts.
    """

    def get_prep_value(self, value: str | None) -> str | None:
        text: str | None = super().get_prep_value(value)
        return cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        return cipher().decrypt(value.encode()).decode() if value else value
