"""The users of the demo. All share one password; one has not chosen a username yet."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from lib import clock

# Username, name, and whether the user is an operator.
USERS = [
    ("demo", "Dana Hartwell", False),
    ("olive", "Olive Okafor", False),
    ("adam", "Adam Lindqvist", False),
    ("tess", "Tess Moreau", False),
    ("victor", "Victor Silva", False),
    ("ida", "Ida Nakamura", False),
    ("stan", "Stan Kowalski", False),
    ("noor", "Noor Khalil", False),
    ("hana", "Hana Sato", False),
    ("lior", "Lior Feld", False),
    ("oscar", "Oscar Brandt", True),
    ("operator", "Operator", True),
]
USER_WITHOUT_USERNAME = ("nora@hartwell.example", "Nora Lund")


def create_users(password: str | None) -> dict[str, User]:
    """Create missing users, set `password` for all if one is given, and return them by username."""
    hashed = make_password(password) if password else None
    users = {
        username: _create_user(
            f"{username}@hartwell.example", username, name, hashed, is_staff=operator, is_superuser=operator
        )
        for username, name, operator in USERS
    }
    email, name = USER_WITHOUT_USERNAME
    _create_user(email, None, name, hashed)
    return users


def _create_user(email: str, username: str | None, name: str, hashed: str | None, **fields: Any) -> User:
    user, created = User.objects.get_or_create(
        email=email,
        defaults={"username": username, "name": name, "terms_accepted_at": clock.now(), "country": "US"}
        | fields,
    )
    if hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    if created:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
