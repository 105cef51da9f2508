"""Validation of emails, from pages and from the Portal API."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_LENGTH = 254


def clean(email: str) -> str:
    """Return the email in lower case, as it is stored. Raises `ValidationError` for `email`."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": "Enter a valid email address."}) from error
    if len(email) > MAX_LENGTH:
        raise ValidationError({"email": f"Use at most {MAX_LENGTH} characters."})
    return email
