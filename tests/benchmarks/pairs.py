"""Pairs of any size in a product that runs, and what its emulator saw of their restores."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import requests

from environments.endpoints import emulated_endpoint
from environments.grants import EmulatorGrant
from environments.ordercloud import Client
from tests.architecture.repository import ROOT
from tests.running_portal import RunningPortal

Call = Callable[[Client], object]
LATENCY = 0.05  # seconds
# Runs a command and prints its peak memory in kilobytes at last. A small process has to do it, since what
# starts a command counts towards the command's own peak.
PEAK_MEMORY_PROGRAM = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


@dataclass(frozen=True)
class RestoreRun:
    """The report of `restore_staging --json`, its memory, and the requests that the emulator received."""

    report: dict
    megabytes: float
    seen: list[dict]

    @property
    def seconds(self) -> float:
        """From the first call to the last."""
        moments = [datetime.fromisoformat(one["At"]) for one in self.seen]
        return (max(moments) - min(moments)).total_seconds()

    @property
    def accepted(self) -> int:
        return sum(one["Status"] != 429 for one in self.seen)

    @property
    def refused_share(self) -> float:
        return 1 - self.accepted / len(self.seen)


class Pairs:
    """Makes pairs, fills them and restores them with the product's own command."""

    def __init__(self, product: RunningPortal):
        self.product = product
        self.key = (product.data / "keys" / "emulator").read_text().strip()
        self._named = 0

    def new(self) -> str:
        """A pair without anything in it; the id of its Production."""
        self._named += 1
        name = f"bench{self._named}"
        arguments = ["--id", name, "--environment", "Production", "--owner", "demo"]
        self._manage("create_organization", "Bench", *arguments)
        return name

    def client(self, organization: str, environment: str) -> Client:
        """The organization as the platform itself sees it; it is made when it is not there."""
        self._control("PUT", f"organizations/{organization}", {"Environment": environment, "Region": "usw"})
        grant = EmulatorGrant(emulated_endpoint(self.product.emulator, environment), organization, self.key)
        token = grant.fetch((), platform=True).access_token
        return Client(grant.endpoint, lambda force: token)

    def fill(self, organization: str, records: int) -> None:
        """Write so many records into Production, as fast as can be."""
        client = self.client(organization, "Production")
        for layer in layers(records):
            at_once(client, layer, 16)

    def restore(self, organization: str, slots: int) -> RestoreRun:
        """Restore the pair of that Production and wait for the end."""
        self._control("DELETE", "requests")
        output, megabytes = self._manage(
            "restore_staging", f"{organization}_Staging", "--json", RESTORE_CONCURRENCY=str(slots)
        )
        seen = self._control("GET", f"requests?organization={organization}_Staging")["Items"]
        return RestoreRun(json.loads(output.splitlines()[-1]), megabytes, seen)

    def faults(self, *rules: dict) -> None:
        """Let the emulator do these from now on, instead of whatever it did before."""
        self._control("POST", "faults", {"Rules": list(rules)})

    def _control(self, method: str, path: str, body: dict | None = None) -> dict:
        response = requests.request(
            method, f"{self.product.emulator}/_emulator/{path}", json=body, timeout=600
        )
        response.raise_for_status()
        return response.json() if response.content else {}

    def _manage(self, *arguments: str, **environment: str) -> tuple[str, float]:
        """Run a command of the product; what it printed, and the most memory that it took, in megabytes."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            [sys.executable, "-c", PEAK_MEMORY_PROGRAM, *command],
            cwd=ROOT,
            env=self.product.environment | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        printed, _, kilobytes = done.stdout.rstrip().rpartition("\n")
        if done.returncode:
            raise RuntimeError(f"{arguments} ended with {done.returncode}:\n{printed}")
        return printed, int(kilobytes) / 1024


# The lists below one buyer and one catalog that are filled, and the share of all records in each.
SHARES = {
    "/priceschedules": 0.15,
    "categories": 0.05,
    "/products": 0.3,
    "users": 0.2,
    "addresses": 0.1,
    "/catalogs/productassignments": 0.1,
    "categories/productassignments": 0.1,
}


def counts(records: int) -> dict[str, int]:
    """How many of `records` lie in each list."""
    return {name: int(records * share) for name, share in SHARES.items()}


def layers(records: int) -> Iterable[list[Call]]:
    """Calls that write about so many records of seven resources; each layer needs the ones before."""
    count = counts(records)
    yield [lambda client: client.put("/catalogs/main", {"Name": "Main", "Active": True})]
    yield [lambda client: client.put("/buyers/acme", {"Name": "Acme", "DefaultCatalogID": "main"})]
    yield [_price_schedule(number) for number in range(count["/priceschedules"])]
    yield [_category(number) for number in range(count["categories"])]
    yield [_product(number, number % count["/priceschedules"]) for number in range(count["/products"])]
    yield [_user(number) for number in range(count["users"])]
    yield [_address(number) for number in range(count["addresses"])]
    yield [_in_catalog(number) for number in range(count["/catalogs/productassignments"])]
    yield [
        _in_category(number, number % count["categories"])
        for number in range(count["categories/productassignments"])
    ]


def at_once(client: Client, calls: list[Call], slots: int) -> None:
    """Make these calls, so many at a time."""
    with ThreadPoolExecutor(slots) as pool:
        list(pool.map(lambda call: call(client), calls))


def _price_schedule(number: int) -> Call:
    schedule = {
        "Name": f"Price {number}",
        "MinQuantity": 1,
        "PriceBreaks": [{"Quantity": 1, "Price": number + 0.5}, {"Quantity": 10, "Price": number + 0.25}],
    }
    return lambda client: client.put(f"/priceschedules/price-{number}", schedule)


def _category(number: int) -> Call:
    category = {"Name": f"Category {number}", "Active": True, "ListOrder": number}
    return lambda client: client.put(f"/catalogs/main/categories/category-{number}", category)


def _product(number: int, price: int) -> Call:
    product = {
        "Name": f"Product {number}",
        "Description": "What it is good for, said in a sentence or two. " * 4,
        "Active": True,
        "DefaultPriceScheduleID": f"price-{price}",
        "xp": {"Color": "red", "Number": number},
    }
    return lambda client: client.put(f"/products/product-{number}", product)


def _user(number: int) -> Call:
    user = {
        "Username": f"user{number}",
        "FirstName": "Ann",
        "LastName": f"Other {number}",
        "Email": f"user{number}@example.com",
        "Active": True,
    }
    return lambda client: client.put(f"/buyers/acme/users/user-{number}", user)


def _address(number: int) -> Call:
    address = {
        "Street1": f"{number} Main Street",
        "City": "Minneapolis",
        "State": "MN",
        "Zip": "55401",
        "Country": "US",
    }
    return lambda client: client.put(f"/buyers/acme/addresses/address-{number}", address)


def _in_catalog(number: int) -> Call:
    assignment = {"CatalogID": "main", "ProductID": f"product-{number}"}
    return lambda client: client.post("/catalogs/productassignments", assignment)


def _in_category(number: int, category: int) -> Call:
    assignment = {"CategoryID": f"category-{category}", "ProductID": f"product-{number}"}
    return lambda client: client.post("/catalogs/main/categories/productassignments", assignment)
