"""Responses and request bodies of the accounts' part of the Portal API, under the contract's names."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from lib.api import schema
from lib.api.describe import example
from lib.api.schema import CaseInsensitiveSchema, ResponseSchema


class User(ResponseSchema):
    """A user. What is private is null for others: the email until the user accepts an invitation."""

    model_config = example(
        Username="dana",
        Name="Dana Hartwell",
        Email="dana@hartwell.example",
        TermsAccepted="2026-11-02T09:30:00Z",
        Country="US",
        Region="Minnesota",
        SCAdmin=False,
        Verified=True,
    )

    Username: str | None = Field(description="Null for an invitation to an email.")
    Name: str | None
    Email: str | None = Field(description="Null where the caller may not see it.")
    TermsAccepted: datetime | None = Field(description="When the user accepted the terms.")
    Country: str | None = Field(description="Code of two letters.")
    Region: str | None
    SCAdmin: bool = Field(description="Always false here.")
    Verified: bool = Field(description="Whether the email is verified.")


class UserSearchResult(ResponseSchema):
    """What everyone may see of a user."""

    model_config = example(Username="adam", Name="Adam Lindqvist")

    Username: str | None
    Name: str | None


class AuthMethod(ResponseSchema):
    """A sign-in method."""

    model_config = example(Name="Password")

    Name: Literal["Password", "Github", "Google"]


class LinkResponse(ResponseSchema):
    """Where the user's browser goes to link a provider."""

    model_config = example(RedirectUrl="https://portal.hartwell.example/link/github/")

    RedirectUrl: str


class UserRequest(CaseInsensitiveSchema):
    """A profile. Members that are missing or null stay as they are, and so does the email."""

    model_config = example(
        Username="dana", Name="Dana Hartwell", Email="dana@hartwell.example", Country="US", Region="Minnesota"
    )

    Username: str
    Name: str | None = None
    Email: str | None = Field(None, description="Ignored: `PUT /me/email` changes it.")
    Country: str | None = Field(None, description="Code of two letters.")
    Region: str | None = None


class Confirmation(CaseInsensitiveSchema):
    """A code from an email."""

    model_config = example(Code="482915")

    Code: str = Field("", description="The code of `POST /me/verifyemail` or of a change of email.")


class RegistrationRequest(CaseInsensitiveSchema):
    """The email of a new account."""

    model_config = example(Email="nora@hartwell.example")

    Email: str
    Recaptcha: schema.Recaptcha | None = None


class VerificationRequest(CaseInsensitiveSchema):
    """A new account, with the code from the email."""

    model_config = example(
        Email="nora@hartwell.example",
        Code="482915",
        Username="nora",
        Name="Nora Lund",
        Password="three-kestrels-over-fargo",
        Country="US",
        Region="North Dakota",
    )

    Code: str
    Email: str
    Password: str
    Username: str
    Name: str | None = None
    Country: str | None = None
    Region: str | None = None


class ForgotPasswordRequest(CaseInsensitiveSchema):
    """The account whose password is forgotten."""

    model_config = example(Email="dana@hartwell.example")

    Email: str = Field(description="Email or username.")
    Recaptcha: schema.Recaptcha | None = None


class ForgottenPasswordResetRequest(CaseInsensitiveSchema):
    """A new password, with the code from the email."""

    model_config = example(Email="dana@hartwell.example", Code="482915", Password="three-kestrels-over-fargo")

    Email: str = Field(description="Email or username.")
    Password: str
    Code: str


class SelfServiceUnlockRequest(CaseInsensitiveSchema):
    """The code from the email that an account is locked."""

    model_config = example(Email="dana@hartwell.example", Code="482915")

    Email: str = Field(description="Email or username.")
    Code: str


class ChangePasswordRequest(CaseInsensitiveSchema):
    """A new password."""

    model_config = example(CurrentPassword="three-kestrels-over-fargo", NewPassword="four-herons-near-duluth")

    NewPassword: str
    CurrentPassword: str | None = Field(None, description="Required where the account has a password.")
    RefreshToken: str | None = Field(None, description="A token of the sign-in to keep; all others end.")
    Recaptcha: schema.Recaptcha | None = None


class ChangeEmailRequest(CaseInsensitiveSchema):
    """A new email."""

    model_config = example(Email="dana.hartwell@hartwell.example", Password="three-kestrels-over-fargo")

    Email: str
    Password: str | None = Field(None, description="Required where the account has a password.")
    Recaptcha: schema.Recaptcha | None = None


class TokenRequest(Schema):
    """The fields of a grant: `password` needs the next two, `refresh_token` the token."""

    model_config = example(grant_type="password", username="dana", password="three-kestrels-over-fargo")

    grant_type: Literal["password", "refresh_token"]
    username: str | None = Field(None, description="Username or email.")
    password: str | None = None
    refresh_token: str | None = None
    recaptchaToken: str | None = Field(None, description="Accepted and ignored.")


class RevokeRequest(Schema):
    """The refresh token of the sign-in to end."""

    model_config = example(token="8f0c2a53d1c9465f9d4c")

    token: str


class PortalAuthentication(ResponseSchema):
    """The tokens of a sign-in. A refresh gives a new pair; the old refresh token stays valid to its end."""

    model_config = example(
        access_token="eyJhbGciOiJIUzI1NiJ9.eyJ1c3IiOiJkYW5hIiwiZXhwIjoxNzk1ODI0MDAwfQ.c2lnbmF0dXJl",
        refresh_token="8f0c2a53d1c9465f9d4c",
        token_type="bearer",
        expires_in=1200,
    )

    access_token: str = Field(description="A JWT with `usr`, `iss`, `aud`, `exp` and `nbf`.")
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds.")
