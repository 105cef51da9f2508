"""One call of the API: the operation, the caller, and the data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlsplit

from environments.emulator import errors, registry
from environments.emulator.auth import identity
from environments.emulator.auth.caller import Caller
from environments.emulator.calls import bodies
from environments.emulator.catalogue.schema import Operation, Resource
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.queries import request as query_request
from environments.emulator.queries.selection import Selection
from environments.emulator.storage.records import Organization, Record, Records


@dataclass
class Call:
    """A call of an operation by a caller, with a snapshot of the data.

    Attributes:
        token_caller: None for operations that need no token.
        company: the buyer or supplier of the caller; None for the seller.
        transient_values: values that rules pass to each other and that must not be stored.
    """

    emulator: Emulator
    operation: Operation
    path_params: dict[str, str]
    query_pairs: list[tuple[str, str]]
    raw_body: bytes
    base_url: str
    token: str = ""
    organization: Organization = field(init=False)
    records: Records = field(init=False)
    token_caller: Caller | None = None
    user: Record | None = None
    company: Record | None = None
    transient_values: dict[str, Any] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Return the caller of an operation that needs a token."""
        if self.token_caller is None:
            raise errors.invalid_token()
        return self.token_caller

    @property
    def resource(self) -> Resource:
        """Return the resource of the operation. Raises `TypeError` if it has none."""
        if self.operation.resource is None:
            raise TypeError(f"{self.operation.id} has no resource.")
        return self.operation.resource

    @property
    def own_company(self) -> Record:
        """Return the company of a buyer or supplier user. Raises `TypeError` for the seller's users."""
        if self.company is None:
            raise TypeError("The seller has no company.")
        return self.company

    @cached_property
    def body(self) -> JsonObject:
        return bodies.parse(self.raw_body)

    def checked_body(self, required: tuple[str, ...] | None = None) -> JsonObject:
        """Return the validated properties of the body."""
        if self.operation.request_model is None:
            raise TypeError(f"{self.operation.id} has no body.")
        partial = self.operation.method == "PATCH"
        required_fields = () if partial else self.operation.required if required is None else required
        allow_server_dates = bool(self.token_caller and self.token_caller.platform)
        return bodies.validate(
            self.operation.request_model, self.body, required_fields, allow_server_dates, partial
        )

    @cached_property
    def list_request(self) -> query_request.ListRequest:
        return query_request.parse_list_request(self.operation, self.query_pairs)

    def query(self, name: str) -> str | None:
        """Return a query parameter by its name, in any case; the last one counts."""
        lower_name = name.lower()
        values = [text for key, text in self.query_pairs if key.lower() == lower_name]
        return values[-1] if values else None

    def required_query(self, name: str) -> str:
        """Return a query parameter. Raises `ApiError` if it is missing."""
        value = self.query(name)
        if not value:
            raise errors.required(name)
        return value

    @property
    def is_newest_version(self) -> bool:
        """Return whether the organization is served in the newest version of the API."""
        return self.emulator.serves_newest(self.organization)

    # data

    @contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Read the data, with the caller's user and company, in one snapshot."""
        with self.emulator.store.read_transaction() as connection:
            self._enter(connection)
            yield

    @contextmanager
    def write_transaction(self) -> Iterator[None]:
        """Change the data; all changes are undone if the block raises an error."""
        with self.emulator.store.write_transaction() as connection:
            self._enter(connection)
            self.records.follows_changes = True
            yield
            for function in registry.BEFORE_COMMIT:
                function(self)

    def _enter(self, connection: Connection) -> None:
        self.records = Records(connection, self.organization)
        caller = self.token_caller
        if not caller or not caller.user_num:
            return
        self.user = self.records.by_num(caller.user_resource, caller.user_num)
        if self.user is None:
            raise errors.invalid_token()
        self.company = identity.company(self.records, self.user)

    @property
    def environment_path(self) -> str:
        """Return the path of the environment and region that is called, such as `/sandbox`."""
        return urlsplit(self.base_url).path

    # records in the path

    def parent_num(self, resource: Resource) -> int:
        """Return the num of the parent that the path names. Raises `ApiError` if it does not exist."""
        return self.path_record(resource.parent).num if resource.parent else 0

    def path_record(self, resource: Resource) -> Record:
        """Return the record of a resource that the path names. Raises `ApiError` if it does not exist."""
        return self.record_or_404(resource, self.path_params[resource.id_parameter.lower()])

    def record_or_404(self, resource: Resource, id_: str) -> Record:
        """Return the record with an id under the parent that the path names.

        Raises:
            ApiError: it does not exist, or the caller may not see it.
        """
        record = self.records.find(resource, id_, self.parent_num(resource))
        if record is None or not self.can_see(record):
            raise errors.not_found(resource.object_type, id_)
        return record

    def can_see(self, record: Record) -> bool:
        """Return whether lists show the record to this caller."""
        rules = registry.RESTRICTIONS.get(record.resource.name)
        if not rules:
            return True
        selection = Selection(record.resource)
        for rule in rules:
            rule(self, selection)
        return not selection.conditions or bool(self.records.count(selection.where("num=?", record.num)))

    @property
    def required_user(self) -> Record:
        """Return the caller's user. Raises `ApiError` for the default context, which has no user."""
        if self.user is None:
            raise errors.wrong_user_type()
        return self.user

    @property
    def required_company(self) -> Record:
        """Return the buyer or supplier of the caller. Raises `ApiError` for the seller."""
        if self.company is None:
            raise errors.wrong_user_type()
        return self.company

    @property
    def owner_id(self) -> str:
        """Return the id of the organization or company that the caller belongs to."""
        return self.company.id if self.company else self.organization.marketplace_id
