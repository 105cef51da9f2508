"""Key rotation of stored secrets: all of `PORTAL_SECRET_KEYS` decrypt, the first one encrypts."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.db import models, transaction

from lib.encryption import EncryptedBytesField, EncryptedTextField

ENCRYPTED_FIELDS = (EncryptedTextField, EncryptedBytesField)
SECOND_FACTOR_SECRETS = ("secret", "seed")


def reencrypt_secrets() -> int:
    """Encrypt every secret with the first key and return the number of rows.

    Raises:
        InvalidToken: at a row that no key decrypts; rows before it are done, and a second call is harmless.
    """
    return sum(map(_rotate_fields, apps.get_models())) + _rotate_second_factors()


def _rotate_fields(model: type[models.Model]) -> int:
    fields = [field.name for field in model._meta.local_fields if isinstance(field, ENCRYPTED_FIELDS)]
    if not fields:
        return 0
    rows = 0
    for pk in model._base_manager.values_list("pk", flat=True).iterator():
        # Read and written under a lock, so that a concurrent change is not overwritten.
        with transaction.atomic():
            row = model._base_manager.select_for_update().only("pk", *fields).filter(pk=pk).first()
            if row:
                model._base_manager.filter(pk=pk).update(**{name: getattr(row, name) for name in fields})
                rows += 1
    return rows


def _rotate_second_factors() -> int:
    rows = 0
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            secrets = {name: row.data[name] for name in SECOND_FACTOR_SECRETS if row and name in row.data}
            if secrets:
                row.data |= {name: encrypt(decrypt(value)) for name, value in secrets.items()}
                row.save(update_fields=["data"])
                rows += 1
    return rows
