"""One call that is being answered, and its answer."""

from dataclasses import dataclass, field
from functools import cached_property

from environments.emulator import bodies, errors, jsontext
from environments.emulator.catalogue.facts import Kind, Operation
from environments.emulator.queries import request as list_request
from environments.emulator.records import Organization, Record, Records


@dataclass(frozen=True)
class Caller:
    """Who calls, as the token says.

    `type` is admin, buyer or supplier. `user_num` is 0 for the synthetic user of the default context.
    `platform` marks the platform's own token, which may do what only a restore does. `order_id` ties an
    anonymous shopper to one order; `impersonator` is the internal id of who acts as this user.
    """

    organization: int
    type: str
    username: str
    user_num: int
    client_id: str
    roles: frozenset[str]
    expires: float
    platform: bool = False
    anonymous: bool = False
    order_id: str = ""
    impersonator: int = 0

    @property
    def user_kind(self) -> str:
        return {"admin": "AdminUsers", "buyer": "Users", "supplier": "SupplierUsers"}[self.type]

    def holds(self, role: str) -> bool:
        return role in self.roles or "FullAccess" in self.roles


@dataclass(frozen=True)
class Answer:
    """What goes back. `body` is None where the API answers nothing."""

    status: int
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Call:
    """A call of an operation by a caller, with the state of the data that it sees.

    `company` is the buyer or supplier that the caller belongs to, None for the seller. `secrets` is where
    rules pass each other what must not be stored.
    """

    emulator: object
    operation: Operation
    organization: Organization
    caller: Caller | None
    path: dict[str, str]
    pairs: list[tuple[str, str]]
    raw: bytes
    base_url: str
    token: str = ""
    records: Records | None = None
    user: Record | None = None
    company: Record | None = None
    secrets: dict = field(default_factory=dict)

    @cached_property
    def body(self) -> dict:
        return bodies.parse(self.raw)

    def given(self, required: tuple[str, ...] | None = None) -> dict:
        """The checked properties of the body."""
        wanted = self.operation.required if required is None else required
        dates_too = bool(self.caller and self.caller.platform)
        return bodies.read(self.operation.body, self.body, wanted, dates_too)

    @cached_property
    def asked(self) -> list_request.ListRequest:
        return list_request.read(self.operation, self.pairs)

    def query(self, name: str) -> str | None:
        """A query parameter by its name, in any case; the last one counts."""
        wanted = name.lower()
        found = [text for key, text in self.pairs if key.lower() == wanted]
        return found[-1] if found else None

    def required_query(self, name: str) -> str:
        value = self.query(name)
        if not value:
            raise errors.required(name)
        return value

    # records that the path names

    def parent(self, kind: Kind) -> int:
        """The num of what the path puts above records of a kind. Raises NotFound."""
        return self.above(kind.parent).num if kind.parent else 0

    def above(self, kind: Kind) -> Record:
        """The record of a kind that a parameter of the path names."""
        return self.named(kind, self.path[kind.id_parameter.lower()])

    def named(self, kind: Kind, id_: str) -> Record:
        found = self.records.find(kind, id_, self.parent(kind))
        if found is None:
            raise errors.not_found(kind.object_type, id_)
        return found

    @property
    def owner_id(self) -> str:
        """The id of the organization that the caller belongs to."""
        return self.company.id if self.company else self.organization.marketplace_id


def json_answer(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(status, jsontext.dumps(value).encode(), headers)


NOTHING = Answer(204)
