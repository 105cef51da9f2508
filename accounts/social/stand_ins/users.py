"""The users of the stand-ins, and the faults that a stand-in can simulate."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """What the provider does in one sign-in."""

    NORMAL = "normal"
    UNVERIFIED = "unverified"
    NO_EMAIL = "no-email"
    SLOW = "slow"
    DOWN = "down"
    WRONG_STATE = "wrong-state"


# The name of each on the page, and its effect.
BEHAVIOURS = {
    Behaviour.NORMAL: ("Normal", "one verified email"),
    Behaviour.UNVERIFIED: ("Email not verified", "the portal must not trust it"),
    Behaviour.NO_EMAIL: ("No email", "the user keeps it private"),
    Behaviour.SLOW: ("Slow", "responds after 20 s"),
    Behaviour.DOWN: ("Down", "responds with 503"),
    Behaviour.WRONG_STATE: ("Wrong state", "the response to another request"),
}
SLOW_SECONDS = 20


@dataclass(frozen=True)
class ProviderUser:
    """A user of the provider; `note` is what happens when they sign in to the demo."""

    name: str
    email: str
    note: str = ""

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def login(self) -> str:
        """Return the username at the provider."""
        return self.email.partition("@")[0].replace(".", "-")

    @property
    def id(self) -> int:
        """Return the ID at the provider, which depends on the email only."""
        return int(hashlib.sha256(self.email.lower().encode()).hexdigest()[:10], 16)


_EXISTING = "Existing demo user: sign in, then link"
USERS = (
    ProviderUser("Olive Okafor", "olive@hartwell.example", _EXISTING),
    ProviderUser("Adam Lindqvist", "adam@hartwell.example", _EXISTING),
    ProviderUser("Victor Silva", "victor@hartwell.example", _EXISTING),
    ProviderUser("Nora Lind", "nora@elsewhere.example", "New user: chooses a username"),
    ProviderUser("Olive Okafor", "olive.okafor@home.example", "Another email: link it to olive"),
    ProviderUser("Stan Kowal", "stan@kowal.example", "New user"),
)


def chosen(form: Mapping[str, str]) -> tuple[ProviderUser, Behaviour]:
    """Return the user and the behaviour that were chosen on the page."""
    email = form.get("user") or form.get("other_email") or "nobody@else.example"
    return get_user(email), Behaviour(form.get("behaviour", Behaviour.NORMAL))


def get_user(email: str) -> ProviderUser:
    """Return the user of an email; one is made up for an email that is not in the list."""
    known = {user.email: user for user in USERS}
    local = email.partition("@")[0]
    return known.get(email.lower(), ProviderUser(local.replace(".", " ").title() or "Nobody", email))
