"""The people of the demo. All share one password; one of them has not chosen a username yet."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from lib import clock

# username, name, whether an operator
PEOPLE = [
    ("demo", "Dana Hartwell", False),
    ("olive", "Olive Okafor", False),
    ("adam", "Adam Lindqvist", False),
    ("tess", "Tess Moreau", False),
    ("victor", "Victor Silva", False),
    ("ida", "Ida Nakamura", False),
    ("stan", "Stan Kowalski", False),
    ("oscar", "Oscar Brandt", True),
    ("operator", "Operator", True),
]
WITHOUT_USERNAME = ("nora@hartwell.example", "Nora Lund")


def make(password: str | None) -> dict[str, User]:
    """Everybody by username; who is there already stays, with `password` set anew when one is given."""
    hashed = make_password(password) if password else None
    people = {
        username: _person(
            f"{username}@hartwell.example", username, name, hashed, is_staff=operator, is_superuser=operator
        )
        for username, name, operator in PEOPLE
    }
    email, name = WITHOUT_USERNAME
    _person(email, None, name, hashed)
    return people


def _person(email: str, username: str | None, name: str, hashed: str | None, **fields) -> User:
    user, new = User.objects.get_or_create(
        email=email,
        defaults={"username": username, "name": name, "terms_accepted": clock.now(), "country": "US"}
        | fields,
    )
    if hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    if new:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
