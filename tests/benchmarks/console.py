"""How much the console adds to a call, how light its page is, and how soon a large response is shown."""

import re
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import requests
from playwright.sync_api import Page

from tests.benchmarks.console_client import (
    SEND,
    LargeDocumentProxy,
    Load,
    SignedInUser,
    load,
    milliseconds,
)
from tests.benchmarks.measurements import Measurement, at_least, at_most, quantile, reported
from tests.benchmarks.swagger_ui import SwaggerUi
from tests.console.recording_server import serve
from tests.openapi_document import document_text
from tests.running_portal import RunningPortal

SANDBOX, PRODUCTION = "hartwell_Sandbox", "hartwell"
CALLS = 200
LOADS = 5
RENDERING_LIMITS = ((100_000, 0.3), (1_500_000, 0.8), (5_000_000, 1.5))


def measurements() -> Iterator[Measurement]:
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder), PORTAL_DEMO_PASSWORD=password)
        with started(product):
            yield from measure_send(SignedInUser(product.portal, password), product.emulator)
        for ordercloud in serve(LargeDocumentProxy(product.emulator, document_text())):
            product.environment["EMULATOR_URL"] = ordercloud.url
            with started(product):
                person = SignedInUser(product.portal, password)
                yield from measure_page_load(person, ordercloud.larger)
                yield from measure_rendering(person)


@contextmanager
def started(product: RunningPortal) -> Iterator[None]:
    product.start()
    try:
        yield
    finally:
        product.stop()


def console(portal: str, organization: str, **query: str) -> str:
    query_string = f"?{urlencode(query)}" if query else ""
    return f"{portal}/organizations/{organization}/console/Products.List{query_string}"


def measure_send(person: SignedInUser, ordercloud: str) -> Iterator[Measurement]:
    """Sends and direct calls in turn, so that both meet the same machine."""
    direct, headers = requests.Session(), {"Authorization": f"Bearer {person.token_of(SANDBOX)}"}
    address = f"{ordercloud}/sandbox/v1/products"
    htmx = {"HX-Request": "true", "HX-Target": "response"}
    page = person.session.get(console(person.portal, SANDBOX)).text
    context = re.search(r'name="context" value="([^"]+)"', page)
    assert context
    send = console(person.portal, SANDBOX, do="send", context=context[1])  # as the form of the page sends
    times: dict[str, list[float]] = {"direct": [], "console": []}
    for number in range(CALLS + 20):
        one = milliseconds(lambda: direct.get(address, headers=headers).raise_for_status())
        other = milliseconds(lambda: person.session.get(send, headers=htmx).raise_for_status())
        if number >= 20:
            times["direct"].append(one)
            times["console"].append(other)
    beyond = [console - bare for bare, console in zip(*times.values(), strict=True)]
    yield reported("direct call, p50", quantile(times["direct"], 0.5), "ms", of=times["direct"])
    yield reported("send, p50", quantile(times["console"], 0.5), "ms", of=times["console"])
    yield at_most(15, "send beyond the direct call before it, p50", quantile(beyond, 0.5), "ms", of=beyond)
    yield at_most(30, "send beyond the direct call before it, p95", quantile(beyond, 0.95), "ms", of=beyond)


def record_load(loads: list[Load], address: str, page: Page) -> None:
    loads.append(load(page, address))


def measure_page_load(person: SignedInUser, document: bytes) -> Iterator[Measurement]:
    """The page with 640 operations, in turns with that of 402 and with Swagger UI on the same document."""
    found: dict[str, list[Load]] = {SANDBOX: [], PRODUCTION: [], "Swagger UI": []}
    for organization in (SANDBOX, PRODUCTION) * 4:  # each process of the portal reads a document once
        person.session.get(console(person.portal, organization)).raise_for_status()
    for server in serve(SwaggerUi(document)):
        for _ in range(LOADS):
            for name, loads in found.items():
                address = server.url if name == "Swagger UI" else console(person.portal, name)
                person.browse(partial(record_load, loads, address))
    yield from drawn_before_swagger_ui(found)
    for limit, what, name, unit in (
        (60, "kilobytes", "cold, as sent", "kB"),
        (2500, "elements", "elements", ""),
        (16, "requests", "requests", ""),
        (3, "blocking", "blocking style sheets", ""),
    ):
        value, values = median_of(found[PRODUCTION], what)
        yield at_most(limit, f"page of 640 operations, {name}", value, unit, of=values)
    for what in ("loaded", "kilobytes", "elements"):
        ratio = median_of(found[PRODUCTION], what)[0] / median_of(found[SANDBOX], what)[0]
        yield at_most(1.1, f"640 operations against 402, {what}", ratio, "×")


def drawn_before_swagger_ui(found: dict[str, list[Load]]) -> Iterator[Measurement]:
    loaded, all_loaded = median_of(found[PRODUCTION], "loaded")
    ours, all_ours = median_of(found[PRODUCTION], "drawn")
    theirs, all_theirs = median_of(found["Swagger UI"], "drawn")
    ratios = [their / our for their, our in zip(all_theirs, all_ours, strict=True)]
    yield at_most(0.5, "page of 640 operations, loaded", loaded, "s", of=all_loaded)
    yield reported("page of 640 operations, operation drawn", ours, "s", of=all_ours)
    yield reported("Swagger UI on the same document, operation drawn", theirs, "s", of=all_theirs)
    yield at_least(5, "drawn before Swagger UI", statistics.median(ratios), "×", of=ratios)


def median_of(loads: list[Load], what: str) -> tuple[float, list[float]]:
    """The median of one measurement of the loads, and all of them."""
    values = [getattr(one, what) for one in loads]
    return statistics.median(values), values


def measure_rendering(person: SignedInUser) -> Iterator[Measurement]:
    """From the click until a large response is drawn."""
    for size, limit in RENDERING_LIMITS:
        times: list[tuple[float, float]] = []

        def work(page, size=size, times=times):
            page.goto(console(person.portal, SANDBOX, **{"query.search": f"big-{size}"}))
            times.append(page.evaluate(SEND))

        for _ in range(LOADS):
            person.browse(work)
        seconds, tasks = [time for time, _ in times], [task for _, task in times]
        yield at_most(
            limit, f"response of {size:,} bytes, shown", statistics.median(seconds), "s", of=seconds
        )
        yield at_most(200, f"response of {size:,} bytes, longest task", max(tasks), "ms", of=tasks)
