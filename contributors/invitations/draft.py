"""Who is invited by an invitation that is being written, as the page sends it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.datastructures import MultiValueDict

from accounts.models import User
from lib.query_string import whole_number


@dataclass
class Draft:
    """The users and addresses that were chosen, each once."""

    users: list[User] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: MultiValueDict[str, str]) -> "Draft":
        """Return the draft of a submitted form; values that mean nothing are dropped."""
        ids = dict.fromkeys(number for value in data.getlist("user") if (number := whole_number(value)))
        found = User.objects.filter(is_active=True).in_bulk(list(ids))
        return cls([found[pk] for pk in ids if pk in found], list(dict.fromkeys(data.getlist("address"))))

    @property
    def count(self) -> int:
        return len(self.users) + len(self.addresses)

    def add(self, users: Iterable[User], addresses: Iterable[str]) -> None:
        """Add to those who are chosen, each once."""
        self.users = list({user.pk: user for user in [*self.users, *users]}.values())
        self.addresses = list(dict.fromkeys([*self.addresses, *addresses]))

    def remove(self, value: str) -> None:
        """Remove who was chosen: a user's primary key or an address."""
        self.users = [user for user in self.users if str(user.pk) != value]
        self.addresses = [address for address in self.addresses if address != value]
