"""Request bodies of the accounts' part of the Portal API."""

from lib.api.schema import CaseInsensitiveSchema


class ProfileIn(CaseInsensitiveSchema):
    """Body of `PUT /me`; the email is changed elsewhere."""

    Username: str
    Name: str | None = None
    Email: str | None = None
    Country: str | None = None
    Region: str | None = None


class CodeIn(CaseInsensitiveSchema):
    """A code from an email."""

    Code: str = ""


class EmailIn(CaseInsensitiveSchema):
    """An email; for a password reset also a username."""

    Email: str


class RegistrationIn(CaseInsensitiveSchema):
    """A registration with its code."""

    Code: str
    Email: str
    Password: str
    Username: str
    Name: str = ""
    Country: str | None = None
    Region: str | None = None


class PasswordResetIn(CaseInsensitiveSchema):
    """A new password with the code from the email."""

    Email: str
    Password: str
    Code: str


class UnlockIn(CaseInsensitiveSchema):
    """An unlock code."""

    Email: str
    Code: str


class PasswordChangeIn(CaseInsensitiveSchema):
    """A new password; the sign-in of `RefreshToken` stays."""

    NewPassword: str
    CurrentPassword: str | None = None
    RefreshToken: str | None = None


class EmailChangeIn(CaseInsensitiveSchema):
    """A new email, with the password where there is one."""

    Email: str
    Password: str | None = None
