"""How long a search of users to act as takes, and what the tokens of each context say."""

import secrets
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.table import Table

from contributors.impersonation.user_lists import MAX_CALLS_AT_A_TIME
from environments.roles import intersect_roles
from tests.benchmarks.console_client import SignedInUser, milliseconds
from tests.benchmarks.measurements import Measurement, at_most, exactly, quantile, reported
from tests.contributors.impersonation.claims import Claims
from tests.running_portal import RunningPortal

ORGANIZATION = "hartwell_Sandbox"
BUYERS, USERS = 20, 10_000
SEARCHES, WARM_UP = 60, 8
LIMIT = 150  # ms
HTMX = {"HX-Request": "true", "HX-Target": "context-users"}
MINE = ["OrderAdmin", "ProductReader", "Shopper"]
# The username, kind and roles of a user of each kind, and the company in an assignment of a profile.
USERS_OF_KINDS = {
    "seller": ("bench-seller", ["OrderAdmin", "ProductAdmin"], {}),
    "supplier": ("bench-supplier", ["ProductReader", "ShipmentAdmin"], {"SupplierID": "bench-supplier"}),
    "buyer": ("bench-buyer", ["MeAdmin", "Shopper"], {"BuyerID": "bench-00"}),
}
USER_TYPES = {"seller organization": "admin", "seller": "admin", "supplier": "supplier", "buyer": "buyer"}


class OrderCloud:
    """Calls OrderCloud as the owner of the organization; several at a time."""

    def __init__(self, address: str, token: str):
        self.address, self.session = address, requests.Session()
        self.session.mount("http://", HTTPAdapter(pool_maxsize=MAX_CALLS_AT_A_TIME))
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.pool = ThreadPoolExecutor(MAX_CALLS_AT_A_TIME)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        response = self.session.get(f"{self.address}/{path}", params=query)
        response.raise_for_status()
        return response.json()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self.session.post(f"{self.address}/{path}", json=body)
        response.raise_for_status()
        return response.json() if response.content else {}

    def search(self, text: str) -> None:
        """Make the calls that a search over all buyers needs, as the portal does: together."""
        buyers = self.get("buyers", pageSize="100", sortBy="Name")["Items"]
        paths = [f"buyers/{buyer['ID']}/users" for buyer in buyers]
        list(self.pool.map(lambda path: self.get(path, search=text, pageSize="20"), paths))


def measurements() -> Iterator[Measurement]:
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder), PORTAL_DEMO_PASSWORD=password)
        product.start()
        try:
            person = SignedInUser(product.portal, password)
            ordercloud = OrderCloud(f"{product.emulator}/sandbox/v1", person.token_of(ORGANIZATION))
            client = fill(ordercloud)
            yield from measure_search(person, ordercloud)
            yield from measure_tokens(product.portal, person, password, client)
        finally:
            product.stop()


def user(username: str, number: int = 0) -> dict[str, Any]:
    names = {"FirstName": f"Given{number % 400}", "LastName": f"Family{number % 3000}"}
    address = f"{username}@example.com"
    return {"ID": username, "Username": username, "Email": address, "Active": True, **names}


def fill(ordercloud: OrderCloud) -> str:
    """Create buyers with all their users, and a user of each kind; return an API client that admits all."""
    for number in range(BUYERS):
        ordercloud.post("buyers", {"ID": f"bench-{number:02}", "Name": f"Bench {number}", "Active": True})
    numbers = range(USERS)
    create = ordercloud.post
    list(
        ordercloud.pool.map(
            lambda number: create(
                f"buyers/bench-{number % BUYERS:02}/users", user(f"bench-{number:05}", number)
            ),
            numbers,
        )
    )
    create("suppliers", {"ID": "bench-supplier", "Name": "Bench supplier", "Active": True})
    paths = {
        "seller": "adminusers",
        "supplier": "suppliers/bench-supplier/users",
        "buyer": "buyers/bench-00/users",
    }
    for kind, (username, roles, company) in USERS_OF_KINDS.items():
        create(paths[kind], user(username))
        create("securityprofiles", {"ID": username, "Name": username, "Roles": roles})
        create("securityprofiles/assignments", {"SecurityProfileID": username, "UserID": username, **company})
    admits = {"AllowAnyBuyer": True, "AllowAnySupplier": True, "AllowSeller": True}
    return create("apiclients", {"AppName": "Bench", "Active": True, "AccessTokenDuration": 60, **admits})[
        "ID"
    ]


def measure_search(person: SignedInUser, ordercloud: OrderCloud) -> Iterator[Measurement]:
    """The page's search and the calls that it needs in turn, so that both meet the same machine."""
    page = f"{person.portal}/organizations/{ORGANIZATION}/console/context/"
    times: dict[str, list[float]] = {"platform": [], "portal": []}
    for number in range(SEARCHES + WARM_UP):
        text = f"Family{number * 37}"
        query = urlencode({"operation": "Products.List", "kind": "buyer", "search": text})
        bare = milliseconds(partial(ordercloud.search, text))
        whole = milliseconds(partial(require_user, person.session, f"{page}?{query}"))
        if number >= WARM_UP:
            times["platform"].append(bare)
            times["portal"].append(whole)
    beyond = [whole - bare for bare, whole in zip(*times.values(), strict=True)]
    label = f"search among {USERS:,} users of {BUYERS} buyers"
    yield reported(
        f"{label}, platform alone, p50", quantile(times["platform"], 0.5), "ms", of=times["platform"]
    )
    yield reported(f"{label}, the page, p50", quantile(times["portal"], 0.5), "ms", of=times["portal"])
    yield at_most(LIMIT, f"{label}, beyond the platform, p50", quantile(beyond, 0.5), "ms", of=beyond)


def require_user(session: requests.Session, address: str) -> None:
    """Load the users of a search; raise `AssertionError` unless there are any."""
    response = session.get(address, headers=HTMX)
    assert response.ok, response.status_code
    assert "bench-" in response.text, "The page shows no user."


def measure_tokens(portal: str, person: SignedInUser, password: str, client: str) -> Iterator[Measurement]:
    """Print the claims of a token of each context beside both lists of roles, and compare them."""
    access = f"{portal}/api/v1/organizations/{ORGANIZATION}/access/users/victor"
    permissions = dict.fromkeys(("ImpersonateSeller", "ImpersonateSupplier", "ImpersonateBuyer"), True)
    owner = {"Authorization": f"Bearer {person.token}"}
    requests.put(access, json={"Roles": MINE, **permissions}, headers=owner).raise_for_status()
    grant = {"grant_type": "password", "username": "victor", "password": password}
    token = requests.post(f"{portal}/api/v1/oauth/token", grant).json()["access_token"]
    table = Table(
        "context", "usr", "usrtype", "cid", "role", "contributor's roles", "user's roles", show_lines=True
    )
    contexts: list[tuple[str, dict[str, str]]] = [("seller organization", {})]
    contexts += [(kind, {"clientid": client, "username": USERS_OF_KINDS[kind][0]}) for kind in USERS_OF_KINDS]
    for context, query in contexts:
        response = requests.get(
            f"{portal}/api/v1/organizations/{ORGANIZATION}/token",
            query,
            headers={"Authorization": f"Bearer {token}"},
        )
        response.raise_for_status()
        body = response.json()
        mine, theirs = body["portaluser_roles"], body["coreuser_roles"]
        claims = Claims.of(body["access_token"])
        expected = {*intersect_roles(mine, theirs)} if query else {*mine}
        wrong = len(claims.roles ^ expected) + (claims.user_type != USER_TYPES[context])
        roles = [", ".join(sorted(names)) or "none" for names in (claims.roles, mine, theirs)]
        table.add_row(context, claims.username, claims.user_type, claims.client_id, *roles)
        yield exactly(0, f"token of the {context}: roles beyond or short of both lists", wrong)
    Console(width=200).print(table)
