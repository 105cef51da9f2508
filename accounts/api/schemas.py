"""Shapes of the Portal API's bodies. Names are matched whatever their case; unknown members are ignored."""

from ninja import Schema
from pydantic import ConfigDict, model_validator


class Body(Schema):
    """A body whose members may be spelled in any case, as the vendor's own clients do."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def any_case(cls, given):
        """Renames the members to the spelling of the contract."""
        read = given if isinstance(given, dict) else getattr(given, "_obj", given)
        if not isinstance(read, dict):
            return given
        spelling = {name.lower(): name for name in cls.model_fields}
        return {spelling.get(str(name).lower(), name): value for name, value in read.items()}


class ProfileIn(Body):
    """A profile as `PUT /me` takes it; the address is read elsewhere."""

    Username: str
    Name: str | None = None
    Email: str | None = None
    Country: str | None = None
    Region: str | None = None


class CodeIn(Body):
    """A mailed code."""

    Code: str = ""


class AddressIn(Body):
    """An address; for a forgotten password a username will do as well."""

    Email: str


class RegistrationIn(Body):
    """Everything that makes an account."""

    Code: str
    Email: str
    Password: str
    Username: str
    Name: str = ""
    Country: str | None = None
    Region: str | None = None


class ResetIn(Body):
    """A new password under a mailed code."""

    Email: str
    Password: str
    Code: str


class UnlockIn(Body):
    """A mailed code that lets passwords count again."""

    Email: str
    Code: str


class NewPasswordIn(Body):
    """A new password; `RefreshToken` is the sign-in to keep."""

    NewPassword: str
    CurrentPassword: str | None = None
    RefreshToken: str | None = None


class NewAddressIn(Body):
    """A new address, under the password where there is one."""

    Email: str
    Password: str | None = None
