"""What the hosted Portal's API has for an organization besides tokens, such as its search indexes.

Paths are relative to `/api/v1/organizations/{id}`. The emulator has the same ones at its control address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from environments.hosted_portal.account import Account
from environments.ordercloud.errors import InvalidJson, error_for
from environments.ordercloud.transport import send_request


class OrganizationApi(Protocol):
    """Calls for one organization."""

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None
    ) -> Any:
        """Return the JSON of the response, or None if it has no content.

        Args:
            path: relative to the organization; "" for the organization itself.

        Raises:
            CannotGrant: the connection has no such calls.
            ErrorResponse: the platform refuses the call.
            InvalidJson: the response is not JSON.
            Unreachable: there is no response.
        """


@dataclass(frozen=True)
class EmulatorOrganizationApi:
    """The control address of the emulator, which takes the place of the hosted Portal."""

    emulator_url: str
    organization_id: str
    key: str = field(repr=False)

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None
    ) -> Any:
        url = f"{self.emulator_url}/_emulator/organizations/{_joined(self.organization_id, path)}"
        return _send(method, url, {"X-Emulator-Key": self.key}, query, body)


@dataclass(frozen=True)
class HostedOrganizationApi:
    """The API of the hosted Portal, called as an account."""

    account: Account
    organization_id: str

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None
    ) -> Any:
        url = f"{self.account.api_url}/organizations/{_joined(self.organization_id, path)}"
        return self.account.authorized(
            lambda token: _send(method, url, {"Authorization": f"Bearer {token}"}, query, body)
        )


def _joined(organization_id: str, path: str) -> str:
    parts = [organization_id, *path.split("/")] if path else [organization_id]
    return "/".join(quote(part, safe="") for part in parts)


def _send(method: str, url: str, headers: dict[str, str], query: Mapping[str, str] | None, body: Any) -> Any:
    content = None
    if body is not None:
        content, headers = json.dumps(body).encode(), {**headers, "Content-Type": "application/json"}
    known = {name: value for name, value in (query or {}).items() if value}
    response = send_request(method, url + (f"?{urlencode(known)}" if known else ""), content, headers)
    if response.status_code >= 400:
        raise error_for(method, url, response.status_code, response.content)
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise InvalidJson("the response is not JSON", call=f"{method} {url}") from error
