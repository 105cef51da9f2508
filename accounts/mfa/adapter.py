"""allauth's adapter of two-factor authentication: the portal's encryption, messages and rules."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from qrcode import QRCode
from qrcode.image.svg import SvgPathImage

from accounts import login_methods
from accounts.mfa import verification as mfa_verification
from accounts.models import User
from lib.encryption import cipher
from lib.plain_text import PlainTextMixin


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts stored secrets; a passkey alone does not make sign-in by password require a code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is wrong or expired.",
        "cannot_delete_authenticator": str(login_methods.LastLoginMethod()),
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Return whether MFA is on; sign-in passes app and passkey together, where only the app counts."""
        if types and set(types) == {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
            types = [Authenticator.Type.TOTP]
        return super().is_mfa_enabled(user, types)

    def get_totp_issuer(self) -> str:
        return f"Portal at {settings.SITE_HOST}"

    def get_totp_label(self, user: User) -> str:
        return user.username or user.email

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an SVG element, since the content security policy forbids `data:` images."""
        code = QRCode(border=2)
        code.add_data(url)
        return code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Portal"}

    def _get_user_identifier(self, user: User) -> str:
        return user.username or user.email

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Send nothing: the portal sends its own notices."""


class SecondFactorForm(PlainTextMixin, AuthenticateForm):
    """A code of the authenticator app or a recovery code; each is accepted once."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        try:
            self.authenticator = mfa_verification.verify(self.user, code)
        except mfa_verification.TooManyAttempts as error:
            raise ValidationError(str(error)) from error
        if self.authenticator is None:
            raise MFAAdapter().validation_error("incorrect_code")
        return code
