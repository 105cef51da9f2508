"""Encryption of secrets at rest: Fernet with `PORTAL_SECRET_KEYS`; the first encrypts, all decrypt."""

import base64
import zlib
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


class EncryptedBytesField(models.BinaryField):
    """Bytes that the database holds compressed and encrypted; empty bytes stay empty.

    Raises:
        InvalidToken: on reading a value that none of the keys decrypts.
    """

    # For the type checker: this field reads bytes, where BinaryField may read a memoryview.
    _pyi_private_get_type: bytes

    def get_prep_value(self, value: bytes | None) -> bytes | None:
        data: bytes | None = super().get_prep_value(value)
        # The token of Fernet is Base64, which would make it a third longer.
        return base64.urlsafe_b64decode(cipher().encrypt(zlib.compress(data, level=1))) if data else data

    def from_db_value(self, value: bytes | None, _expression: object, _connection: object) -> bytes | None:
        return zlib.decompress(cipher().decrypt(base64.urlsafe_b64encode(value))) if value else value
