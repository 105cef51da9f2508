"""Clients of the emulator's API over HTTP, each with a token."""

import time
from dataclasses import dataclass, field

import jwt
import requests

ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass
class Api:
    """A client with a token of one organization. `base` is the environment's address without /v1."""

    base_url: str
    token: str
    session: requests.Session
    organization: "Marketplace" = field(repr=False)

    def call(
        self, method: str, path: str, body=None, *, raw: str | bytes | None = None, headers=None, **query
    ):
        headers = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        if raw is not None:
            headers.setdefault("Content-Type", "application/json")
        return self.session.request(
            method, self.base_url + "/v1" + path, json=body, data=raw, params=query, headers=headers
        )

    def get(self, path: str, **query) -> dict:
        return _ok(self.call("GET", path, **query))

    def items(self, path: str, **query) -> list[dict]:
        return self.get(path, **query)["Items"]

    def ids(self, path: str, **query) -> list[str]:
        return [item["ID"] for item in self.items(path, **query)]

    def post(self, path: str, body=None, **query):
        return _ok(self.call("POST", path, body, **query))

    def put(self, path: str, body=None, **query):
        return _ok(self.call("PUT", path, body, **query))

    def patch(self, path: str, body: dict):
        return _ok(self.call("PATCH", path, body))

    def delete(self, path: str, **query):
        return _ok(self.call("DELETE", path, **query))

    def refused(self, method: str, path: str, body=None, **more) -> tuple[int, str]:
        """Make a call that must fail, and return its status and first error code."""
        response = self.call(method, path, body, **more)
        assert response.status_code >= 400, f"{method} {path} succeeded: {response.text}"
        return response.status_code, response.json()["Errors"][0]["ErrorCode"]


def _ok(response: requests.Response):
    assert response.ok, (
        f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
    )
    return response.json() if response.content else None


@dataclass
class Marketplace:
    """One organization of the emulator, and clients for its users."""

    root_url: str
    key: str
    portal_id: str
    environment_path: str
    session: requests.Session

    @property
    def base_url(self) -> str:
        return f"{self.root_url}/{self.environment_path}"

    def assertion(self, key: str | None = None, **claims) -> str:
        now = int(time.time())
        usual = {"iss": "portal", "aud": self.base_url, "sub": self.portal_id, "exp": now + 60, "iat": now}
        return jwt.encode(usual | claims, key or self.key, "HS256")

    def token(self, **form) -> requests.Response:
        return self.session.post(self.base_url + "/oauth/token", data=form)

    def with_assertion(self, **claims) -> Api:
        response = self.token(grant_type=ASSERTION, assertion=self.assertion(**claims))
        return self.with_token(_ok(response)["access_token"])

    def with_token(self, token: str) -> Api:
        return Api(self.base_url, token, self.session, self)

    def seller(self, roles: str = "FullAccess") -> Api:
        return self.with_assertion(scope=roles)

    def platform(self) -> Api:
        return self.with_assertion(platform=True)


def claims_of(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def user(id_: str, **more) -> dict:
    """Return the body of an active user with a password."""
    return {
        "ID": id_,
        "Username": id_,
        "FirstName": id_.title(),
        "LastName": "Tester",
        "Email": f"{id_}@example.com",
        "Active": True,
        "Password": "Correct-Horse-9",
    } | more


def address(id_: str, **more) -> dict:
    return {
        "ID": id_,
        "Street1": "1 Main St",
        "City": "Minneapolis",
        "State": "MN",
        "Zip": "55401",
        "Country": "US",
    } | more


def error_of(response: requests.Response) -> tuple[int, str, str]:
    """Return the status, OAuth error and error code of a refused token request."""
    body = response.json()
    assert body["error_description"]
    return response.status_code, body["error"], body["Errors"][0]["ErrorCode"]
