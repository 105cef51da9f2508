"""Description of a resource for a restore: where its lists are, and how its records are written.

The *parent ids* lead to a list, outermost first: `()` for `/products`, `("acme",)` for the users of buyer
acme. The *key* identifies a record in its list: one id for most, several for assignments. OrderCloud stores
the case of ids but ignores it, so the *match key*, by which a record is found in the other organization, is
its case-folded key.
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
    """One call that changes something; `body` is whether the record is sent with it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bool = False


@dataclass(frozen=True)
class ParentQuery:
    """A query that returns the parents that have records of a resource.

    It is the list of all parents with `query`. With `for_each`, it is that list once for each record of the
    resource `for_each`, with its id as `parameter`.
    """

    query: tuple[tuple[str, str], ...] = ()
    for_each: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class Resource:
    """A resource that is listed at `path` and whose records are written with PUT under their ids.

    Attributes:
        path: of the list, below `/v1`; its parameters are the parent ids.
        roles: the roles that may read the list, the least powerful first, separated by spaces.
        parent: the resource whose records have the lists of this one; "" for the organization's own lists.
        depends_on: resources that the records refer to; they are written before and deleted after these.
        owner_fields: fields that hold the id of the organization itself.
        client_fields: fields that hold ids of API clients.
        read_only_fields: fields that cannot be written; dots lead into nested objects.
        date_fields: fields that only a connection with `can_set_dates` can write.
        unordered_fields: lists whose order has no meaning.
        deferred_field: a field that is written later, because its target, of the resource `deferred_until`,
            exists only after this record.
        parent_field: the field that refers to another record of the same list.
        unique_fields: fields whose values together are unique. The last of them accepts any text.
        can_recreate: no record refers to these, so one can be deleted and written again to free its
            unique values.
        count_field: a field of the parent in which OrderCloud counts the records of the list. Lists that are
            empty by this count are not read.
        parent_index: how OrderCloud reports which parents have records. Only lists below those are read.
        empty_unless: a resource with the same parents; without records of it, this one has none either.
        label_field: the field with the name that users know; "" if there is none.
        sorts_by_date: whether OrderCloud can sort the list by date.
        list_query: query parameters for reading the list.
        secret_fields: fields that hold a secret. Staging keeps its own; a new record gets a new one.
        address_field: the field with the address that OrderCloud calls. Records of such a resource that only
            Staging has are kept, with their address.
        preserved_references: fields in which Staging keeps its own values, each with the resource that it
            refers to, or "" for one that a restore leaves alone. Production's values are not copied.
        staging_only: Production's records are not copied; Staging's are kept.
        keeps_existing: a record that Staging has is left alone, with all its values; one that it lacks is
            created. Records that only Staging has are kept.
        exclusive_fields: with `keeps_existing`, a record is not created if another one of Staging has the
            same values in these fields.
        disabled_fields: fields that stop a new record from acting, each with the value that does so. Staging
            keeps the values that it has.
        targets_field: the field with the targets that OrderCloud delivers to. It never shows their secrets,
            so the field is not compared; a new record gets a placeholder.
        hides_values: OrderCloud never shows all values of a record. One that exists is changed with PATCH,
            since a PUT would remove these values.
        match_field: a field that identifies a record if OrderCloud chose another id for it.
        since: the version of the API that has the resource; "" for all versions.
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
    can_recreate: bool = False
    count_field: str = ""
    parent_index: ParentQuery | None = None
    empty_unless: str = ""
    label_field: str = "Name"
    sorts_by_date: bool = False
    list_query: tuple[tuple[str, str], ...] = ()
    secret_fields: tuple[str, ...] = ()
    address_field: str = ""
    preserved_references: tuple[tuple[str, str], ...] = ()
    staging_only: bool = False
    keeps_existing: bool = False
    exclusive_fields: tuple[str, ...] = ()
    disabled_fields: tuple[tuple[str, Any], ...] = ()
    targets_field: str = ""
    hides_values: bool = False
    match_field: str = ""
    since: str = ""

    @property
    def read_roles(self) -> tuple[str, ...]:
        """Return the roles that may read the list, the least powerful first."""
        return tuple(self.roles.split())

    @property
    def has_preserved_fields(self) -> bool:
        """Return whether records of this resource in Staging have something of their own."""
        return bool(
            self.secret_fields
            or self.address_field
            or self.preserved_references
            or self.staging_only
            or self.keeps_existing
        )

    @property
    def keeps_other_records(self) -> bool:
        """Return whether records that only Staging has are kept."""
        return bool(self.address_field or self.keeps_existing)

    def list_path(self, parent_ids: ParentIds) -> str:
        """Return the path of the list with these parent ids."""
        return _fill_path(self.path, self.path_params(parent_ids))

    def path_params(self, parent_ids: ParentIds) -> dict[str, str]:
        """Return the parameters of the path by name."""
        return dict(zip(_PARAMETER.findall(self.path), parent_ids, strict=True))

    def label_of(self, record: Record) -> str:
        """Return the name of the record that users know, or ""."""
        value = record.get(self.label_field)
        return value.encode(errors="replace").decode() if isinstance(value, str) else ""

    def key_of(self, record: Record) -> Key:
        return tuple(value_at(record, name) for name in self.key_fields)

    def match_key(self, record: Record) -> Key:
        """Return the key that the record has in both organizations."""
        return casefold_key(self.key_of(record))

    def normalize(self, record: Record) -> Record:
        """Return the record with the fields that are compared; for most resources the record itself."""
        return record

    def item_path(self, parent_ids: ParentIds, key: Key) -> str | None:
        """Return the path of one record; None if only its list can be read."""
        return self._record_path(parent_ids, key)

    def require_item_path(self, parent_ids: ParentIds, key: Key) -> str:
        """Return the path of one record.

        Raises:
            ValueError: only its list can be read.
        """
        path = self.item_path(parent_ids, key)
        if path is None:
            raise ValueError(f"{self.name} can only be read as a list.")
        return path

    def _record_path(self, parent_ids: ParentIds, key: Key) -> str:
        return f"{self.list_path(parent_ids)}/{quote(key[0] or '', safe='')}"

    def save_call(self, parent_ids: ParentIds, key: Key, record: Record) -> Call:
        """Return the call that creates or replaces the record."""
        return Call("PUT", self._record_path(parent_ids, key), body=True)

    def delete_call(self, parent_ids: ParentIds, key: Key) -> Call | None:
        """Return the call that deletes the record; None if OrderCloud has none."""
        return Call("DELETE", self._record_path(parent_ids, key))


@dataclass(frozen=True)
class Assignment(Resource):
    """An assignment of one record to another, saved with POST to its list and identified by several fields.

    Attributes:
        delete_paths: paths for deleting; the first whose parameters all have values is used. Fields of the
            key that are not in the path become query parameters.
    """

    delete_paths: tuple[str, ...] = ()

    def item_path(self, parent_ids: ParentIds, key: Key) -> None:
        return None

    def save_call(self, parent_ids: ParentIds, key: Key, record: Record) -> Call:
        return Call("POST", self.list_path(parent_ids), body=True)

    def delete_call(self, parent_ids: ParentIds, key: Key) -> Call | None:
        named = dict(zip(self.key_fields, key, strict=True))
        values = {**{name: value for name, value in named.items() if value}, **self.path_params(parent_ids)}
        for path in self.delete_paths:
            in_path = _PARAMETER.findall(path)
            if all(name in values for name in in_path):
                rest = [name for name in self.key_fields if name in values and name not in in_path]
                query = tuple((name[0].lower() + name[1:], values[name]) for name in rest)
                return Call("DELETE", _fill_path(path, values), query)
        return None


@dataclass(frozen=True)
class Link(Resource):
    """A link from the parent of its list to another record, saved by a PUT without a body.

    Lists of links contain the complete other record; only its id, as the single field of `key_fields`, and
    `link_fields` belong to the link. The latter are sent as query parameters.
    """

    link_fields: tuple[str, ...] = ()

    def normalize(self, record: Record) -> Record:
        return {self.key_fields[0]: record["ID"], **{name: record.get(name) for name in self.link_fields}}

    def item_path(self, parent_ids: ParentIds, key: Key) -> None:
        return None

    def save_call(self, parent_ids: ParentIds, key: Key, record: Record) -> Call:
        query = tuple(
            (name[0].lower() + name[1:], record[name]) for name in self.link_fields if record.get(name)
        )
        return Call("PUT", self._record_path(parent_ids, key), query)

    def delete_call(self, parent_ids: ParentIds, key: Key) -> Call:
        return Call("DELETE", self._record_path(parent_ids, key))


@dataclass(frozen=True)
class XpIndex(Resource):
    """An index on an xp field. It has no id: it is written to its list and deleted under its two fields."""

    def item_path(self, parent_ids: ParentIds, key: Key) -> None:
        return None

    def save_call(self, parent_ids: ParentIds, key: Key, record: Record) -> Call:
        return Call("PUT", self.path, body=True)

    def delete_call(self, parent_ids: ParentIds, key: Key) -> Call:
        return Call("DELETE", f"{self.path}/{quote(key[0] or '', safe='')}/{quote(key[1] or '', safe='')}")


@dataclass(frozen=True)
class Singleton(Resource):
    """A record that an organization has once or not at all, at `path`.

    OrderCloud gives it no id; here it has the last segment of the path as its "ID".
    """

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    def _record_path(self, parent_ids: ParentIds, key: Key) -> str:
        return self.path


def casefold_key(key: Key) -> Key:
    """Return the key as OrderCloud compares it; the same object if it is unchanged, since there are many."""
    result = tuple(value.casefold() if value else None for value in key)
    return key if result == key else result


def value_at(record: Record, name: str) -> Any:
    """Return the value at a path, in which dots lead into nested objects; None if part of it is missing."""
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _fill_path(path: str, values: Mapping[str, str | None]) -> str:
    return _PARAMETER.sub(lambda found: quote(values[found[1]] or "", safe=""), path)
