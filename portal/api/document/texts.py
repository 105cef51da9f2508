"""The words of the OpenAPI document that belong to no single operation."""

from typing import Any

SUMMARY = "Organizations of OrderCloud, who may do what in them, and restores of Staging."
DESCRIPTION = """\
For OrderCloud's own Portal clients, unmodified, and for your scripts.

**Signing in.** `POST /oauth/token` gives an access token for a username and password. For scripts, create a
personal access token under Profile > Access tokens. Send either as `Authorization: Bearer …`.

**Names.** Members of bodies and parameters of queries may be spelled in any case of letters; members that an
operation does not know are ignored. IDs and usernames are compared without regard to case.

**Lists** have `Meta` and `Items`. `page` and `pageSize` choose a page, `search` and `searchOn` find words,
`sortBy` orders, and most properties filter, as in OrderCloud's API. Another parameter is an error.

**Errors** have one body, whatever the status. What you may not see is 404, like what does not exist; what you
may see but not do is 403. A method that a path lacks is 405, with `Allow`.

**Limits.** `RateLimit` says how many requests are left; 429 comes with `Retry-After`. Reads have an `ETag`;
with `If-None-Match` an unchanged one is 304. Writes with `If-Match` happen to the version that you read,
and a POST with an `Idempotency-Key` can be sent again.

**OrderCloud's tools.** The seeding tool signs in here with a
[script](/static/downloads/ordercloud-hosts.cjs) that Node.js loads first and that redirects its fixed hosts.
"""

TAGS = {
    "Tokens": "Access tokens for a username and password, and their end.",
    "Sign-in": "Registration, forgotten passwords and locked accounts. Without a token.",
    "Me": "The user of the token: profile, password, email and sign-in methods.",
    "Confirmation": "Codes by email, which transferring and deleting need.",
    "Users": "Other users, found by name or username.",
    "Organizations": "Organizations that you own or contribute to.",
    "Contributors": "Who may do what in an organization, its API clients and its tokens.",
    "Invitations": "Invitations to organizations and teams, and the responses to them.",
    "Teams": "Teams, their members and the organizations that they contribute to.",
    "Search and synchronization": "Search indexes and synchronized records of an organization.",
    "Restores": "Restores of a Staging organization from its Production: plan, run, report and schedule.",
    "Staging restore webhook": "The call to a system of yours after each restore of a Staging organization.",
    "Event webhooks": "Calls to systems of yours for what happens to restores, with their deliveries.",
    "Connections": "How the portal reaches an organization.",
    "Audit log": "Who did what, and when.",
}

STATUSES = {
    200: "Success.",
    201: "Created.",
    202: "Accepted. The work goes on after the response.",
    204: "Success, without a body.",
    304: "Unchanged since the version of `If-None-Match`.",
    400: "The request is not valid.",
    401: "The access token is missing, invalid or expired.",
    403: "You may not do this.",
    404: "It does not exist, or you may not see it.",
    409: "The state of the resource, or of another one, does not allow it.",
    411: "The size of the body is missing.",
    412: "The resource has changed since the version of `If-Match`.",
    413: "The body is too large.",
    415: "The body has another content type.",
    422: "The request can be read, but not carried out.",
    429: "Too many requests.",
    500: "The portal failed. The request ID finds the failure in its log.",
    502: "OrderCloud did not respond as expected.",
}

_TEXT = {"type": "string"}
HEADERS: dict[str, Any] = {
    "RateLimit": {
        "description": "Requests left, `r`, and seconds until all are, `t`.",
        "schema": _TEXT,
        "example": '"user";r=1187;t=42',
    },
    "RateLimit-Policy": {
        "description": "Requests, `q`, in so many seconds, `w`.",
        "schema": _TEXT,
        "example": '"user";q=1200;w=60',
    },
    "X-Request-ID": {
        "description": "The ID of the request in the portal's log: yours, or a new one.",
        "schema": _TEXT,
        "example": "0d9f6c4e-2f9a-4f4e-8a3b-5c1f7e2b9a10",
    },
    "ETag": {
        "description": "The version of the response, for `If-None-Match` and `If-Match`.",
        "schema": _TEXT,
        "example": '"5Zk2hq0m2cGm0aC5m3bV1w"',
    },
    "Retry-After": {
        "description": "Seconds to wait before the next request.",
        "schema": {"type": "integer"},
        "example": 20,
    },
    "WWW-Authenticate": {
        "description": "The scheme of access tokens.",
        "schema": _TEXT,
        "example": "Bearer",
    },
    "Location": {
        "description": "The address of what the request created.",
        "schema": _TEXT,
        "example": "/api/v1/organizations/hartwell_Staging/restores/4812",
    },
}

SECURITY_SCHEMES: dict[str, Any] = {
    "SignIn": {
        "type": "oauth2",
        "description": "An access token for username and password.",
        "flows": {
            "password": {
                "tokenUrl": "/api/v1/oauth/token",
                "refreshUrl": "/api/v1/oauth/token",
                "scopes": {},
            }
        },
    },
    "PersonalAccessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token from Profile > Access tokens, for scripts. It may be limited to reading and "
        "to some organizations, and does not serve what concerns the account itself.",
    },
}

PARAMETERS: dict[str, dict[str, Any]] = {
    "organization_id": {"description": "ID of the organization.", "example": "hartwell"},
    "team_id": {"description": "ID of the team.", "example": "night-shift"},
    "username": {"description": "Username.", "example": "adam"},
    "client_id": {
        "description": "ID of the API client.",
        "example": "4E2A58C5-0B8E-4F0D-9C1B-6D2F7A3E9B10",
    },
    "name": {"description": "Password, Github or Google, in any case.", "example": "Github"},
    "index_id": {"description": "Number of the search index.", "example": "17"},
    "type": {"description": "Products or Orders.", "example": "Products"},
    "plan_id": {"description": "Number of the plan.", "example": "4811"},
    "webhook_id": {"description": "Number of the webhook.", "example": "12"},
    "delivery_id": {"description": "Number of the delivery.", "example": "345"},
    "event": {"description": "Only entries of this event."},
    "from": {"description": "The first day, in UTC.", "example": "2026-11-01"},
    "to": {"description": "The last day, in UTC.", "example": "2026-11-28"},
    "status": {"description": "Only those in this state."},
    "restore_id": {"description": "Number of the restore.", "example": 4812},
}

CONDITIONS: list[dict[str, Any]] = [
    {
        "in": "header",
        "name": "If-Match",
        "description": "The `ETag` of the version that you read: the write happens to no other.",
        "schema": _TEXT,
        "required": False,
    },
    {
        "in": "header",
        "name": "If-None-Match",
        "description": "`*` to create only.",
        "schema": _TEXT,
        "required": False,
    },
]
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "A UUID of yours. A request that is repeated with it gets the first response again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "required": False,
}


def headers_of(method: str, status: int, *own: str) -> dict[str, dict[str, str]]:
    """Return the headers of a response as references, with its `own`."""
    names = ["RateLimit", "RateLimit-Policy", "X-Request-ID"]
    if method == "get" and status in {200, 304}:
        names.append("ETag")
    names += own
    names += {401: ["WWW-Authenticate"], 429: ["Retry-After"]}.get(status, [])
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
