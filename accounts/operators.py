"""Operators as actors: they act without a permission in the organization, but say why."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User


@dataclass(frozen=True)
class Operator:
    """Someone who runs the portal and acts through the admin site or a command.

    Attributes:
        user: the operator's account; None for a command that names no one.
        reason: why, for the audit log.
    """

    user: User | None = None
    reason: str = ""

    def __str__(self) -> str:
        return str(self.user) if self.user else "An operator"


# Who an activity acts for. A user needs the permission, an operator only a reason.
Actor = User | Operator


def user_of(actor: Actor | None) -> User | None:
    """Return the account of `actor`, if there is one."""
    return actor.user if isinstance(actor, Operator) else actor


def user_in_admin(request: HttpRequest) -> User:
    """Return the operator who uses the admin site, which lets no one else in."""
    assert isinstance(request.user, User)
    return request.user
