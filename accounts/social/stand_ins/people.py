"""Who one can be at a stand-in, and how it may misbehave."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """How the provider behaves this time."""

    WELL = "well"
    UNVERIFIED = "unverified"
    NO_ADDRESS = "no-address"
    SLOW = "slow"
    DOWN = "down"
    FOREIGN = "foreign"


# What the page says of each: a name, and what it comes to.
BEHAVIOURS = {
    Behaviour.WELL: ("As it should", "one verified address"),
    Behaviour.UNVERIFIED: ("Address not verified", "the portal must not trust it"),
    Behaviour.NO_ADDRESS: ("No address at all", "the person keeps it private"),
    Behaviour.SLOW: ("Slow", "answers after 20 s"),
    Behaviour.DOWN: ("Down", "answers 503 to the portal"),
    Behaviour.FOREIGN: ("Foreign state", "the answer of another request"),
}
SLOW_SECONDS = 20


@dataclass(frozen=True)
class Person:
    """Somebody at the provider; `note` is what the portal of the demo makes of them."""

    name: str
    email: str
    note: str = ""

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def login(self) -> str:
        """How the provider calls them."""
        return self.email.partition("@")[0].replace(".", "-")

    @property
    def number(self) -> int:
        """Their id at the provider, the same each time."""
        return int(hashlib.sha256(self.email.lower().encode()).hexdigest()[:10], 16)


_KNOWN = "the demo knows the address: sign in and link"
PEOPLE = (
    Person("Olive Okafor", "olive@hartwell.example", _KNOWN),
    Person("Adam Lindqvist", "adam@hartwell.example", _KNOWN),
    Person("Victor Silva", "victor@hartwell.example", _KNOWN),
    Person("Nora Lind", "nora@elsewhere.example", "new here, gets asked for a username"),
    Person("Olive Okafor", "olive.okafor@home.example", "another address: link it to olive"),
    Person("Stan Kowal", "stan@kowal.example", "a stranger"),
)


def chosen(form: Mapping[str, str]) -> tuple[Person, Behaviour]:
    """Who was chosen on the page, and how the provider shall behave."""
    email = form.get("person") or form.get("else") or "nobody@else.example"
    return find(email), Behaviour(form.get("behaviour", Behaviour.WELL))


def find(email: str) -> Person:
    """The person of that address; one is made for an address that is not in the list."""
    known = {person.email: person for person in PEOPLE}
    local = email.partition("@")[0]
    return known.get(email.lower(), Person(local.replace(".", " ").title() or "Nobody", email))
