"""Clients for the console's benchmarks: a proxy with a large document, a signed-in user, timed page loads."""

import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from playwright.sync_api import Page, sync_playwright

from environments.emulator.catalogue import openapi_document
from environments.emulator.catalogue.versions import NEWEST
from tests.console.recording_server import RecordedRequest, RecordingServer

DOCUMENT = "/v1/openapi/v3"
FORWARDED = {"Authorization", "Content-Type", "Accept", "X-Emulator-Key"}
BIG = re.compile(r"big-(\d+)")
ITEM: dict[str, Any] = {
    "ID": "BIG-{}",
    "Name": "Something of a long list",
    "ShipWeight": 1.5,
    "Active": True,
    "Text": "x" * 300,
}
NAVIGATION = "performance.getEntriesByType('navigation')[0]"
# Milliseconds from the start of the navigation until everything that the page needs is there.
LOADED = f"{NAVIGATION}.loadEventEnd"
# Records when an operation is rendered and the page's scripts have run: "#address" is the operation that is
# open in the console, ".opblock" is one of Swagger UI's.
WATCH = f"""(() => {{
  const look = () => requestAnimationFrame(() => {{
    if ({NAVIGATION}?.domContentLoadedEventEnd && document.querySelector("#address, .opblock"))
      setTimeout(() => {{ window.operationDrawn = performance.now(); }});
    else look();
  }});
  look();
}})()"""
# The time from a click on Send until the response is rendered, and the longest task meanwhile.
SEND = """() => new Promise((done) => {
  const tasks = [0];
  const note = (list) => list.getEntries().forEach((task) => tasks.push(task.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ entryTypes: ["longtask"] });
  const began = performance.now();
  document.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() => setTimeout(() => {
    const seconds = (performance.now() - began) / 1000;
    setTimeout(() => done([seconds, Math.max(...tasks)]), 300);
  })), { once: true });
  document.querySelector('[name="do"]').click();
})"""


class LargeDocumentProxy(RecordingServer):
    """Forwards every request to the emulator.

    Production's document is the emulator's own, with 640 operations. A search for `big-N` returns a list of
    about N bytes.
    """

    def __init__(self, emulator: str, document: bytes):
        super().__init__()
        self.emulator, self.document = emulator, document
        self.larger = openapi_document.document(NEWEST)

    def respond(self, arrival: RecordedRequest) -> tuple[int, bytes, dict[str, str]]:
        parts = urlsplit(arrival.target)
        if parts.path.endswith(DOCUMENT):
            document = self.larger if parts.path.startswith("/production") else self.document
            return 200, document, {"Content-Type": "application/json"}
        if found := BIG.search("".join(parse_qs(parts.query).get("search", []))):
            return 200, big(int(found[1])), {"Content-Type": "application/json"}
        headers = {name: value for name, value in arrival.headers.items() if name in FORWARDED}
        response = requests.request(
            arrival.method, self.emulator + arrival.target, data=arrival.body, headers=headers, timeout=60
        )
        stored = {"Content-Type": response.headers.get("Content-Type", "application/json")}
        return response.status_code, response.content, stored


def big(size: int) -> bytes:
    """Return a list of about `size` bytes."""
    count = size // len(json.dumps(ITEM))
    items = [{**ITEM, "ID": ITEM["ID"].format(number)} for number in range(count)]
    meta = {"Page": 1, "PageSize": count, "TotalCount": count, "TotalPages": 1}
    return json.dumps({"Meta": meta, "Items": items}).encode()


class SignedInUser:
    """The demo's owner, signed in to the portal, with a token for OrderCloud."""

    def __init__(self, portal: str, password: str):
        self.portal, self.session = portal, requests.Session()
        page = self.session.get(f"{portal}/accounts/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": "demo", "password": password}
        self.session.post(f"{portal}/accounts/login/", form).raise_for_status()
        grant = {"grant_type": "password", "username": "demo", "password": password}
        self.token = requests.post(f"{portal}/api/v1/oauth/token", grant).json()["access_token"]

    def token_of(self, organization: str) -> str:
        """Return a token for OrderCloud itself."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.get(
            f"{self.portal}/api/v1/organizations/{organization}/token", headers=headers
        ).json()["access_token"]

    def browse(self, work: Callable[[Page], None]) -> None:
        """Run `work` with a page of a browser in which the user is signed in."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium-headless-shell"),
                args=["--no-sandbox", "--disable-quic"],
            )
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_cookies(
                [
                    {"name": one.name, "value": one.value or "", "url": self.portal}
                    for one in self.session.cookies
                ]
            )
            work(context.new_page())
            browser.close()


@dataclass(frozen=True)
class Load:
    """One cold load of a page.

    Attributes:
        loaded: seconds until the page was loaded.
        drawn: seconds until an operation was rendered and the scripts had run.
        kilobytes: as sent, with headers.
        blocking: style sheets that block rendering.
    """

    loaded: float
    drawn: float
    kilobytes: float
    elements: int
    requests: int
    blocking: int


def load(page: Page, address: str) -> Load:
    """Open `address` with an empty cache, in a tab that is already at the site.

    A page that comes first, from outside, starts a new process of the browser too, because of its
    Cross-Origin-Opener-Policy. A user of the portal does not wait for that.
    """
    page.goto(urljoin(address, "/alive/"), wait_until="load")
    sizes: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    drawn = page.wait_for_function("window.operationDrawn").json_value()
    loaded = page.wait_for_function(LOADED).json_value()
    page.wait_for_load_state("networkidle")
    return Load(
        loaded=loaded / 1000,
        drawn=drawn / 1000,
        kilobytes=sum(sizes) / 1000,
        elements=page.evaluate("document.querySelectorAll('*').length"),
        requests=len(sizes),
        blocking=page.evaluate("document.querySelectorAll('head link[rel=stylesheet]').length"),
    )


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
