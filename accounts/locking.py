"""The row lock of a user, for activities that relate someone to something."""

from django.core.exceptions import ValidationError

from accounts.models import User


def locked_user(user: User) -> User:
    """Lock the account until the transaction ends, and return it as it is now.

    Rows that only refer to the user can still be added.

    Raises:
        ValidationError: if it is deleted or deactivated.
    """
    row = User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
    if row is None:
        raise ValidationError(f"The account of {user} was deleted.")
    require_active(row)
    return row


def require_active(user: User) -> None:
    """Raise `ValidationError` for a deactivated account."""
    if not user.is_active:
        raise ValidationError(f"The account of {user} is deactivated.")
