"""New keys for the secrets at rest: any of `PORTAL_SECRET_KEYS` opens them, the first one closes them."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.db import models, transaction

from lib.encryption import EncryptedTextField

SECOND_FACTOR_SECRETS = ("secret", "seed")


def reencrypt_secrets() -> int:
    """Encrypts every secret anew and returns how many rows that were.

    Raises `InvalidToken` at a row that no key opens; rows before it are rotated already, and a second call
    goes over all of them again without harm.
    """
    return sum(map(_rotate_fields, apps.get_models())) + _rotate_second_factors()


def _rotate_fields(model: type[models.Model]) -> int:
    fields = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
    if not fields:
        return 0
    rows = 0
    for key in model._base_manager.values_list("pk", flat=True).iterator():
        # Read and written under a lock, so that a change of the same moment is not undone.
        with transaction.atomic():
            row = model._base_manager.select_for_update().only("pk", *fields).filter(pk=key).first()
            if row:
                model._base_manager.filter(pk=key).update(**{name: getattr(row, name) for name in fields})
                rows += 1
    return rows


def _rotate_second_factors() -> int:
    rows = 0
    for key in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            kept = {name: row.data[name] for name in SECOND_FACTOR_SECRETS if row and name in row.data}
            if kept:
                row.data |= {name: encrypt(decrypt(value)) for name, value in kept.items()}
                row.save(update_fields=["data"])
                rows += 1
    return rows
