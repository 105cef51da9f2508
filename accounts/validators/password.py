"""Password rules: long enough, not common, and unlike the user's name, username and email."""

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

MIN_LENGTH = 12
# Shorter ones are part of too many words by chance.
MIN_ATTRIBUTE_LENGTH = 5


class MinimumLength:
    """Requires twelve characters of any kind."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                f"Use at least {MIN_LENGTH} characters (now {len(password)}).", code="short"
            )

    def get_help_text(self) -> str:
        return f"At least {MIN_LENGTH} characters."


class CommonPassword(CommonPasswordValidator):
    """Refuses the 20,000 most common passwords."""

    def get_error_message(self) -> str:
        return "This password is commonly used. Choose another."

    def get_help_text(self) -> str:
        return "Common passwords are not accepted."


class PersonalInformation(UserAttributeSimilarityValidator):
    """Refuses what contains the username or email, or is similar to them or the name."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "email", "name"))

    def validate(self, password: str, user: Any = None) -> None:
        typed = password.casefold()
        for attribute in ("username", "email"):
            value = (getattr(user, attribute, None) or "").casefold().partition("@")[0]
            if len(value) >= MIN_ATTRIBUTE_LENGTH and value in typed:
                raise ValidationError(f"Too similar to your {attribute}.", code="own")
        super().validate(password, user)

    def get_error_message(self) -> str:
        return "Too similar to your name, username or email."

    def get_help_text(self) -> str:
        return "Must not be similar to your name, username or email."
