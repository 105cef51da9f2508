"""How much the console adds to a call, how light its page is, and how soon a large answer is shown."""

import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import requests

from tests.console.recording import serve
from tests.openapi_document import document_text
from tests.product import Product
from tests.prove._console_parts import SEND, Enlarged, Person, load, middle_and_worst, milliseconds
from tests.prove.figures import Figure, at_most, reported

SANDBOX, PRODUCTION = "hartwell_Sandbox", "hartwell"
CALLS = 200
LOADS = 5
SHOWN = ((100_000, 0.3), (1_500_000, 0.8), (5_000_000, 1.5))


def figures() -> Iterator[Figure]:
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder), PORTAL_DEMO_PASSWORD=password)
        with started(product):
            yield from sent(Person(product.portal, password), product.emulator)
        for ordercloud in serve(Enlarged(product.emulator, document_text())):
            product.environment["EMULATOR_URL"] = ordercloud.url
            with started(product):
                person = Person(product.portal, password)
                yield from loaded(person)
                yield from shown(person)


@contextmanager
def started(product: Product) -> Iterator[None]:
    product.start()
    try:
        yield
    finally:
        product.stop()


def console(portal: str, organization: str, **query: str) -> str:
    asked = f"?{urlencode(query)}" if query else ""
    return f"{portal}/organizations/{organization}/console/Products.List{asked}"


def sent(person: Person, ordercloud: str) -> Iterator[Figure]:
    """Sends and direct calls in turn, so that both meet the same machine."""
    direct, headers = requests.Session(), {"Authorization": f"Bearer {person.token_of(SANDBOX)}"}
    address, asked = f"{ordercloud}/sandbox/v1/products", {"HX-Request": "true", "HX-Target": "answer"}
    send = console(person.portal, SANDBOX, do="send")
    times: dict[str, list[float]] = {"direct": [], "console": []}
    for number in range(CALLS + 20):
        one = milliseconds(lambda: direct.get(address, headers=headers).raise_for_status())
        other = milliseconds(lambda: person.session.get(send, headers=asked).raise_for_status())
        if number >= 20:
            times["direct"].append(one)
            times["console"].append(other)
    middle, worst = middle_and_worst(times["direct"])
    console_middle, console_worst = middle_and_worst(times["console"])
    yield reported("direct call, p50", middle, "ms")
    yield at_most(15, "send, p50 beyond a direct call", console_middle - middle, "ms")
    yield at_most(30, "send, p95 beyond a direct call", console_worst - worst, "ms")


def loaded(person: Person) -> Iterator[Figure]:
    """The page with 643 operations, beside the same page with 402."""
    found: dict[str, list[dict]] = {SANDBOX: [], PRODUCTION: []}
    for _ in range(LOADS):
        for organization, loads in found.items():
            person.browse(
                lambda page, one=organization, all=loads: all.append(load(page, console(person.portal, one)))
            )

    def typical(organization: str, what: str) -> float:
        return statistics.median(one[what] for one in found[organization])

    yield at_most(0.7, "page of 643 operations, ready", typical(PRODUCTION, "seconds"), "s")
    yield at_most(120, "page of 643 operations, first load, compressed", typical(PRODUCTION, "kB"), "kB")
    yield at_most(2500, "page of 643 operations, elements", typical(PRODUCTION, "nodes"))
    for what in ("seconds", "kB", "nodes"):
        ratio = typical(PRODUCTION, what) / typical(SANDBOX, what)
        yield at_most(1.1, f"643 operations against 402, {what}", ratio, "×")


def shown(person: Person) -> Iterator[Figure]:
    """From the click until a large answer is drawn."""
    for size, limit in SHOWN:
        times: list[tuple[float, float]] = []

        def work(page, size=size, times=times):
            page.goto(console(person.portal, SANDBOX, **{"query.search": f"big-{size}"}))
            times.append(page.evaluate(SEND))

        for _ in range(LOADS):
            person.browse(work)
        yield at_most(
            limit, f"answer of {size:,} bytes, shown", statistics.median(time for time, _ in times), "s"
        )
        yield at_most(200, f"answer of {size:,} bytes, longest task", max(task for _, task in times), "ms")
