"""What a restore has to know of a kind of record: where it lies, what names it, how it is written and
deleted.

A *place* is the tuple of ids that lead to a list, outermost first: `()` for `/products`, `("acme",)` for the
users of buyer acme. A *key* is the tuple of values that names a record in its list: one id for most, several
for assignments. OrderCloud keeps the case of ids but does not look at it, so the *name* by which a record is
found in the other half is its folded key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

Record = dict[str, Any]
Key = tuple[str | None, ...]
ParentIds = tuple[str, ...]

_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Call:
    """One call that changes something; `body` says whether the record is sent along."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bool = False


@dataclass(frozen=True)
class ParentQuery:
    """A list of the parents of a resource that names only those that have any: the list of all parents with
    `query`, or, for each record of the resource `per`, that list with its id as `parameter`."""

    query: tuple[tuple[str, str], ...] = ()
    per: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class Resource:
    """A kind of record that is listed at `path` and written with PUT under its id.

    Attributes:
        path: of the list, below `/v1`; its parameters are the place.
        roles: those of which one lets somebody read the list, the least powerful first, with blanks between.
        within: the kind whose records the lists of this one lie under; "" for the organization's own lists.
        after: kinds whose records these refer to, so that they are written before and deleted after.
        owner_fields: fields that hold the id of the organization itself.
        client_fields: fields that hold ids of API clients.
        set_by_ordercloud: fields that cannot be written, dots lead into nested objects.
        dates: fields that only a connection with `keeps_dates` can write.
        unordered: lists whose order means nothing.
        written_later: a field whose target, of the kind `written_later_after`, exists only after this record.
        parent_field: the field that refers to another record of the same list.
        unique: fields whose values together no other record may have. The last of them takes any text.
        replaceable: nothing refers to these records, so one can be deleted and written anew to free its
            unique values.
        counted_by: a field in which OrderCloud itself counts the records of the list below a parent. Lists
            that it counts as empty are not read.
        index: how OrderCloud tells which parents have records. Only lists below those are read.
        read_if_any: a kind with the same places; where it has no records, this one has none either.
        label: the field with the name that people know a record by; "" for those that have none.
        newest_first: whether OrderCloud can sort the list by date.
        list_query: for reading.
        secrets: fields that hold a secret. Staging keeps its own; a new record gets a new one.
        address: the field with the address that OrderCloud calls. Records of such a resource stay when only
            Staging has them, with their address.
        own_references: fields of which Staging keeps its own values, each with the resource that it refers
            to. Production's values are not copied.
        only_own: Production's records are not copied; Staging's stay.
        matched_by: a field by which a record is recognized when OrderCloud chose another id for it.
    """

    name: str
    path: str
    roles: str = ""
    parent: str = ""
    depends_on: tuple[str, ...] = ()
    key_fields: tuple[str, ...] = ("ID",)
    owner_fields: tuple[str, ...] = ()
    client_fields: tuple[str, ...] = ()
    read_only_fields: tuple[str, ...] = ()
    date_fields: tuple[str, ...] = ()
    unordered_fields: tuple[str, ...] = ()
    deferred_field: str = ""
    deferred_until: str = ""
    parent_field: str = ""
    unique_fields: tuple[str, ...] = ()
    replaceable: bool = False
    count_field: str = ""
    parent_index: ParentQuery | None = None
    requires_any: str = ""
    label_field: str = "Name"
    sorts_by_date: bool = False
    list_query: tuple[tuple[str, str], ...] = ()
    secret_fields: tuple[str, ...] = ()
    address_field: str = ""
    preserved_references: tuple[tuple[str, str], ...] = ()
    staging_only: bool = False
    match_field: str = ""

    @property
    def read_roles(self) -> tuple[str, ...]:
        """The roles of which one lets somebody read the list, the least powerful first."""
        return tuple(self.roles.split())

    @property
    def has_preserved_fields(self) -> bool:
        """Whether Staging has something of its own in records of this resource."""
        return bool(
            self.secret_fields or self.address_field or self.preserved_references or self.staging_only
        )

    def list_path(self, place: ParentIds) -> str:
        """The path of the list at that place."""
        return _fill_path(self.path, self.path_params(place))

    def path_params(self, place: ParentIds) -> dict[str, str]:
        """The parameters of the path by name."""
        return dict(zip(_PARAMETER.findall(self.path), place, strict=True))

    def label_of(self, record: Record) -> str:
        """The name that people know the record by, "" when it has none."""
        value = record.get(self.label_field)
        return value.encode(errors="replace").decode() if isinstance(value, str) else ""

    def key_of(self, record: Record) -> Key:
        return tuple(value_at(record, name) for name in self.key_fields)

    def match_key(self, record: Record) -> Key:
        """What the record of the other half has in common with this one."""
        return casefold_key(self.key_of(record))

    def normalize(self, record: Record) -> Record:
        """The record with the members that its other half would have; most are as they were read."""
        return record

    def item_path(self, place: ParentIds, key: Key) -> str | None:
        """Return where one record can be read; None when only its list can."""
        return self._record_path(place, key)

    def require_item_path(self, place: ParentIds, key: Key) -> str:
        """Return where one record can be read. Raises `ValueError` when only its list can."""
        path = self.item_path(place, key)
        if path is None:
            raise ValueError(f"{self.name} can only be read as a list.")
        return path

    def _record_path(self, place: ParentIds, key: Key) -> str:
        return f"{self.list_path(place)}/{quote(key[0] or '', safe='')}"

    def save_call(self, place: ParentIds, key: Key, record: Record) -> Call:
        """The call that makes the record what it is, whether it exists or not."""
        return Call("PUT", self._record_path(place, key), body=True)

    def delete_call(self, place: ParentIds, key: Key) -> Call | None:
        """The call that removes the record; None when OrderCloud has none."""
        return Call("DELETE", self._record_path(place, key))


@dataclass(frozen=True)
class Assignment(Resource):
    """Ties two records together; saved with POST to its list, named by several fields.

    Attributes:
        deletes: paths to delete it at; the first whose parameters all have values is taken. Fields of the
            key that are not in the path become query parameters.
    """

    delete_paths: tuple[str, ...] = ()

    def item_path(self, place: ParentIds, key: Key) -> None:
        return None

    def save_call(self, place: ParentIds, key: Key, record: Record) -> Call:
        return Call("POST", self.list_path(place), body=True)

    def delete_call(self, place: ParentIds, key: Key) -> Call | None:
        named = dict(zip(self.key_fields, key, strict=True))
        values = {**{name: value for name, value in named.items() if value}, **self.path_params(place)}
        for path in self.delete_paths:
            in_path = _PARAMETER.findall(path)
            if all(name in values for name in in_path):
                rest = [name for name in self.key_fields if name in values and name not in in_path]
                query = tuple((name[0].lower() + name[1:], values[name]) for name in rest)
                return Call("DELETE", _fill_path(path, values), query)
        return None


@dataclass(frozen=True)
class Link(Resource):
    """Ties the record that its list lies under to another one; a PUT without a body under the other one's id.

    Lists of links show the other record whole; only its id, as the single field of `key`, and `link_fields`
    belong to the link. The latter travel as query parameters.
    """

    link_fields: tuple[str, ...] = ()

    def normalize(self, record: Record) -> Record:
        return {self.key_fields[0]: record["ID"], **{name: record.get(name) for name in self.link_fields}}

    def item_path(self, place: ParentIds, key: Key) -> None:
        return None

    def save_call(self, place: ParentIds, key: Key, record: Record) -> Call:
        query = tuple(
            (name[0].lower() + name[1:], record[name]) for name in self.link_fields if record.get(name)
        )
        return Call("PUT", self._record_path(place, key), query)

    def delete_call(self, place: ParentIds, key: Key) -> Call:
        return Call("DELETE", self._record_path(place, key))


@dataclass(frozen=True)
class XpIndex(Resource):
    """Has no id of its own: written to its list, deleted under its two fields."""

    def item_path(self, place: ParentIds, key: Key) -> None:
        return None

    def save_call(self, place: ParentIds, key: Key, record: Record) -> Call:
        return Call("PUT", self.path, body=True)

    def delete_call(self, place: ParentIds, key: Key) -> Call:
        return Call("DELETE", f"{self.path}/{quote(key[0] or '', safe='')}/{quote(key[1] or '', safe='')}")


def casefold_key(key: Key) -> Key:
    """The key as OrderCloud compares it; the same object where that is the same, since there are many."""
    result = tuple(value.casefold() if value else None for value in key)
    return key if result == key else result


def value_at(record: Record, name: str) -> Any:
    """The value under a name, where dots lead into nested objects; None when something on the way is
    missing.
    """
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _fill_path(path: str, values: Mapping[str, str | None]) -> str:
    return _PARAMETER.sub(lambda found: quote(values[found[1]] or "", safe=""), path)
