"""The real OpenAPI document, a recording server, and an OrderCloud that answers as a test says."""

import json
import os
from pathlib import Path

import pytest
from django.test import Client

from console import documents
from console.specification.catalogue import Catalogue
from console.specification.document import Document
from tests.console.orders import OrderCloud
from tests.console.recording import RecordingServer, serve
from tests.sessions import signed_in

ROOT = Path(__file__).resolve().parents[2]


def document_text() -> bytes:
    """The real document. It is not part of this repository; without it nothing here can be shown to hold."""
    named = os.environ.get("OPENAPI_DOCUMENT")
    place = Path(named) if named else ROOT.parent / "shared" / "ordercloud" / "openapi-1.0.239.json"
    if not place.is_file():
        pytest.fail(
            f"There is no OpenAPI document at {place}. Set OPENAPI_DOCUMENT to one of OrderCloud 1.0.239."
        )
    return place.read_bytes()


@pytest.fixture(scope="session")
def openapi_text() -> bytes:
    """The real document as it came."""
    return document_text()


@pytest.fixture(scope="session")
def openapi(openapi_text) -> dict:
    """The real document, parsed."""
    return json.loads(openapi_text)


@pytest.fixture(scope="session")
def catalogue(openapi) -> Catalogue:
    """The catalogue of the real document."""
    return Catalogue(Document(openapi))


@pytest.fixture
def recorder():
    """A running recording server."""
    yield from serve(RecordingServer())


@pytest.fixture
def ordercloud(openapi_text, settings):
    """An OrderCloud in place of the emulator; every organization on the emulator is there."""
    for server in serve(OrderCloud(openapi_text)):
        settings.EMULATOR_URL = server.url
        documents.forget()
        yield server


@pytest.fixture
def as_olive(cast) -> Client:
    """A test client of the owner of `cast.sandbox`."""
    return signed_in(Client(), cast.olive)
