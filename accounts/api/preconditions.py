"""The row lock under which a conditional write of the signed-in user is checked."""

from accounts.api.auth import ApiRequest
from accounts.models import User


def lock_me(request: ApiRequest, **path: str) -> bool:
    """Lock the user's own row, and read it again for the operation."""
    User.objects.select_for_update(no_key=True).filter(pk=request.auth.pk).first()
    request.auth.refresh_from_db()
    return True
