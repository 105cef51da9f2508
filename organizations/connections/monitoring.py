"""Tokens of connections with credentials, watched: a refused one says that the connection stopped working."""

from dataclasses import dataclass

from environments.endpoints import Endpoint
from environments.grants import CannotGrant, Capabilities, Grant, UserContext
from environments.ordercloud.errors import ErrorResponse, Forbidden, NotFound, Unauthorized, data_of
from environments.token_requests import Token
from organizations.connections import explanations, health, refused_accounts
from organizations.models import Connection

CHANGED = "The connection of this organization was changed in the meantime. Try again."


@dataclass(frozen=True, repr=False)
class MonitoredGrant:
    """A grant of a saved connection that records what becomes of its token requests."""

    grant: Grant
    connection: Connection

    def __repr__(self) -> str:
        """Return the grant's own, by which tokens are cached."""
        return repr(self.grant)

    @property
    def endpoint(self) -> Endpoint:
        return self.grant.endpoint

    @property
    def capabilities(self) -> Capabilities:
        return self.grant.capabilities

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        # A restore that runs keeps the connection that it was started with.
        if not health.is_current(self.connection):
            raise CannotGrant(CHANGED)
        if refused := refused_accounts.reason(self.connection):
            raise CannotGrant(refused)
        try:
            token = self.grant.fetch(roles, context, platform)
        except ErrorResponse as error:
            if self._refuses_connection(error, context):
                reason = reason_of(error, self.connection)
                health.record_failure(self.connection, reason)
                if error.refuses_credentials:
                    refused_accounts.remember(self.connection, reason)
            raise
        if self.connection.status == Connection.Status.FAILING:
            health.record_token(self.connection)
        return token

    def _refuses_connection(self, error: ErrorResponse, context: UserContext | None) -> bool:
        """Return whether the error is about the connection, and not about the user to act as."""
        if error.refuses_credentials:
            return True
        if self.connection.type != Connection.Type.HOSTED_PORTAL:
            return False
        if isinstance(error, NotFound) and data_of(error).get("ObjectType") == "Organization":
            return True
        return context is None and isinstance(error, Unauthorized | Forbidden | NotFound)


def reason_of(error: ErrorResponse, connection: Connection) -> str:
    """Return why a connection is refused, and what to do."""
    line = explanations.refusal(error, connection)
    return f"{line.text} {line.remedy}".strip().replace("`", "")
