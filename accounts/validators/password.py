"""What a password must be: long, not among the known ones, and nothing of the person's own."""

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

MIN_LENGTH = 12
# Shorter names stand in too many words by chance.
MIN_ATTRIBUTE_LENGTH = 5


class MinimumLength:
    """At least twelve characters; what kinds of them does not matter."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                f"Use at least {MIN_LENGTH} characters (now {len(password)}).", code="short"
            )

    def get_help_text(self) -> str:
        return f"At least {MIN_LENGTH} characters."


class CommonPassword(CommonPasswordValidator):
    """Not one of the 20,000 that everybody tries first."""

    def get_error_message(self) -> str:
        return "This password is commonly used. Choose another."

    def get_help_text(self) -> str:
        return "Common passwords are not accepted."


class PersonalInformation(UserAttributeSimilarityValidator):
    """Neither holds username or address nor is nearly one of them, or the name."""

    WORDS = {"username": "username", "email": "e-mail address", "name": "name"}

    def __init__(self) -> None:
        super().__init__(user_attributes=tuple(self.WORDS))

    def validate(self, password: str, user: Any = None) -> None:
        typed = password.casefold()
        for attribute in ("username", "email"):
            own = (getattr(user, attribute, None) or "").casefold().partition("@")[0]
            if len(own) >= MIN_ATTRIBUTE_LENGTH and own in typed:
                raise ValidationError(f"Too similar to your {attribute}.", code="own")
        super().validate(password, user)

    def get_error_message(self) -> str:
        return "Too similar to your name, username or email."

    def get_help_text(self) -> str:
        return "Must not be similar to your name, username or email."
