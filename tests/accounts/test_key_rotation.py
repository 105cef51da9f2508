"""Key rotation: add a new key, re-encrypt, then remove the old one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command

from organizations.models import Connection

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def stored(cast, settings):
    """Store a connection's secret and a two-factor secret, encrypted with the old key."""
    Authenticator.objects.all().delete()  # the operator's is of another key
    settings.PORTAL_SECRET_KEYS = [OLD]
    Connection.objects.filter(organization=cast.sandbox).update(secret="client-secret")
    Authenticator.objects.create(user=cast.olive, type="totp", data={"secret": encrypt("TOTP")})
    return cast


def secrets_of(cast) -> tuple[str, str]:
    factor = Authenticator.objects.get(user=cast.olive)
    return Connection.objects.get(organization=cast.sandbox).secret, decrypt(factor.data["secret"])


def test_after_a_rotation_the_new_key_decrypts_everything(stored, settings):
    settings.PORTAL_SECRET_KEYS = [NEW, OLD]
    call_command("rotate_secrets")
    settings.PORTAL_SECRET_KEYS = [NEW]
    assert secrets_of(stored) == ("client-secret", "TOTP")


def test_without_a_rotation_the_new_key_decrypts_nothing(stored, settings):
    settings.PORTAL_SECRET_KEYS = [NEW]
    with pytest.raises(InvalidToken):
        secrets_of(stored)


def test_a_secret_that_no_key_decrypts_stops_the_command_with_a_message(stored, settings):
    settings.PORTAL_SECRET_KEYS = [NEW]
    with pytest.raises(CommandError, match="not in PORTAL_SECRET_KEYS"):
        call_command("rotate_secrets")
