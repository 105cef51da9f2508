"""The organizations of the emulator. They are created, listed and deleted at the control address."""

import re
import sqlite3
import uuid

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.versions import VERSIONS
from environments.emulator.storage.records import Organization, base_path
from environments.emulator.storage.store import Store
from environments.emulator.values import dates

ENVIRONMENTS = ("Sandbox", "Staging", "Production")
REGIONS = ("usw", "est", "aus", "eur", "jpn")
_COLUMNS = (
    "num, portal_id, marketplace_id, name, environment, region, default_user, generation, production,"
    " api_version"
)
# Those with rows of organizations, besides the resources.
TABLES = (
    "message",
    "alarm",
    "refresh",
    "credential",
    "one_time_password",
    "user_revocation",
    "search_index",
    "synchronization",
)
_SUFFIX = re.compile(r"_(Staging|Sandbox)$")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def marketplace_id(portal_id: str) -> str:
    """Return the id of an organization inside the API: its Portal id without `_Staging` or `_Sandbox`."""
    return _SUFFIX.sub("", portal_id)


class Organizations:
    """All organizations of a store, cached in memory, because every call needs one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._by_num: dict[int, Organization] = {}
        self._by_id: dict[str, Organization] = {}
        self._by_token_generation: dict[str, Organization] = {}
        self._read()

    def _read(self) -> None:
        with self.store.read_transaction() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM organization ORDER BY num").fetchall()
        organizations = [Organization(*row) for row in rows]
        self._by_id = {o.portal_id.casefold(): o for o in organizations}
        self._by_num = {o.num: o for o in organizations}
        self._by_token_generation = {o.token_generation: o for o in organizations}

    def reload_on_commit(self) -> None:
        """Read all organizations once the present write is committed."""
        self.store.on_commit(self._read)

    def all(self) -> list[Organization]:
        return list(self._by_num.values())

    def by_num(self, num: int) -> Organization | None:
        return self._by_num.get(num)

    def find(self, portal_id: str) -> Organization | None:
        return self._by_id.get(portal_id.casefold())

    def having_client(self, client_id: str) -> list[Organization]:
        """Return the organizations with an API client of this id; both of a pair may have it."""
        return self.having("ApiClients", client_id)

    def having(self, resource: str, id_: str) -> list[Organization]:
        """Return the organizations with a record of a resource with this id."""
        with self.store.read_transaction() as connection:
            rows = connection.execute(
                f'SELECT DISTINCT org FROM "{resource}" WHERE id=?', (id_.casefold(),)
            ).fetchall()
        return [self._by_num[num] for (num,) in rows if num in self._by_num]

    def by_token_generation(self, generation: str) -> Organization | None:
        """Return the organization whose valid tokens have this generation."""
        return self._by_token_generation.get(generation)

    def require(self, portal_id: str) -> Organization:
        """Return an organization. Raises `ApiError` (404) if there is none."""
        organization = self.find(portal_id)
        if organization is None:
            raise errors.not_found("Organization", portal_id)
        return organization

    def provision(
        self, portal_id: str, environment: str, region: str, name: str, api_version: str | None = None
    ) -> tuple[Organization, bool]:
        """Create an organization, or change its name or API version; return it and whether it is new.

        Raises:
            ApiError: a value is invalid, or the organization is in another environment or region.
        """
        if not _ID.fullmatch(portal_id):
            raise errors.invalid_value("Id", "An id must have 1 to 100 characters: letters, digits, - and _.")
        environment = _one_of(ENVIRONMENTS, environment, "Environment")
        region = _one_of(REGIONS, region, "Region")
        version = _one_of(VERSIONS, api_version, "ApiVersion") if api_version else None
        old = self.find(portal_id)
        if old and (old.environment, old.region) != (environment, region):
            raise errors.conflict(
                "Organization.CannotMove", "An organization cannot move to another environment or region."
            )
        with self.store.write_transaction() as connection:
            if old:
                connection.execute(
                    "UPDATE organization SET name=?, api_version=? WHERE num=?",
                    (name, version or old.api_version, old.num),
                )
            else:
                values = (portal_id, marketplace_id(portal_id), name, environment, region, _guid(), _guid())
                connection.execute(
                    "INSERT INTO organization (portal_id, marketplace_id, name,"
                    " environment, region, default_user, generation, api_version, created)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*values, version, dates.now()),
                )
        self._read()
        return self.require(portal_id), old is None

    def purge(self, portal_id: str) -> None:
        """Delete an organization with everything in it."""
        organization = self.require(portal_id)
        with self.store.write_transaction() as connection:
            clear(connection, organization)
            for table in TABLES:
                connection.execute(f"DELETE FROM {table} WHERE org=?", (organization.num,))
            connection.execute("DELETE FROM organization WHERE num=?", (organization.num,))
        self._read()

    def link_pair(
        self, connection: sqlite3.Connection, staging: Organization, production: Organization
    ) -> None:
        """Store, within a write, from which organization a Staging one was restored."""
        connection.execute(
            "UPDATE organization SET production=? WHERE num=?", (production.portal_id, staging.num)
        )
        self.reload_on_commit()

    def revoke_tokens(self, connection: sqlite3.Connection, organization: Organization) -> None:
        """Revoke all tokens of an organization, within a write."""
        connection.execute("UPDATE organization SET generation=? WHERE num=?", (_guid(), organization.num))
        connection.execute("DELETE FROM refresh WHERE org=?", (organization.num,))
        self.reload_on_commit()


def clear(connection: sqlite3.Connection, organization: Organization) -> None:
    """Delete all records of an organization, within a write."""
    for resource in CATALOGUE.resources.values():
        connection.execute(f"DELETE FROM {tables.table(resource)} WHERE org=?", (organization.num,))


def is_empty(connection: sqlite3.Connection, organization: Organization) -> bool:
    """Return whether an organization has no record of any resource."""
    return not any(
        connection.execute(
            f"SELECT 1 FROM {tables.table(resource)} WHERE org=? LIMIT 1", (organization.num,)
        ).fetchone()
        for resource in CATALOGUE.resources.values()
    )


def environments_by_path() -> dict[str, tuple[str, str]]:
    """Return environment and region by the first part of a path, such as `sandbox` or `est-staging`."""
    return {base_path(e, r).strip("/"): (e, r) for e in ENVIRONMENTS for r in REGIONS}


def _one_of(values: tuple[str, ...], text: str, name: str) -> str:
    for value in values:
        if value.lower() == str(text).lower():
            return value
    raise errors.invalid_value(name, f"{name} must be one of {', '.join(values)}.")


def _guid() -> str:
    return str(uuid.uuid4()).upper()
