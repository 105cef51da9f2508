"""Encrypt every stored secret with the first key."""

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from accounts.key_rotation import reencrypt_secrets


class Command(BaseCommand):
    help = "Encrypt every stored secret with the first of PORTAL_SECRET_KEYS; older keys can then be removed."

    def handle(self, *args: object, **options: object) -> None:
        try:
            rows = reencrypt_secrets()
        except InvalidToken as error:
            raise CommandError(
                "A stored secret was encrypted with a key that is not in PORTAL_SECRET_KEYS."
            ) from error
        self.stdout.write(f"{rows} rows encrypted with the first key.")
