"""The real OpenAPI document, a recording server, and an OrderCloud whose responses a test sets."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from console import catalogue_cache
from console.models import ConsoleTab
from console.openapi.catalogue import Catalogue
from console.openapi.document import Document
from contributors.access_settings import IMPERSONATION_FIELDS
from contributors.models import AccessGrant
from environments.ordercloud.client import Client as OrderCloudClient
from organizations.connections.provisioning import provision
from organizations.models import Organization
from tests.console.browser.steps import CONSOLE, seed_products
from tests.console.fake_ordercloud import FakeOrderCloud
from tests.console.recording_server import RecordingServer, serve
from tests.contributors.impersonation.shop import Shop, build_shop
from tests.login import signed_in
from tests.openapi_document import document_text

IMPERSONATOR_ROLES = ["BuyerReader", "ProductReader", "Shopper"]  # of people who may act as users


@pytest.fixture(scope="session")
def openapi_text() -> bytes:
    """The real document as text."""
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
    """An OrderCloud in place of the emulator; every organization of the emulator is on it."""
    for server in serve(FakeOrderCloud(openapi_text)):
        settings.EMULATOR_URL = server.url
        catalogue_cache.clear()
        yield server


@pytest.fixture
def as_olive(cast) -> Client:
    """A test client of the owner of `cast.sandbox`."""
    return signed_in(Client(), cast.olive)


@pytest.fixture
def seller_api(emulator, cast) -> OrderCloudClient:
    """A client of OrderCloud for the seller; three products are in the sandbox."""
    catalogue_cache.clear()
    for organization in cast.organizations:
        provision(organization)
    return seed_products(cast.sandbox)


@pytest.fixture
def console(sign_in, cast, seller_api):
    """Olive's console of the sandbox, with no operation open yet."""
    return sign_in(cast.olive, CONSOLE)


@pytest.fixture
def shop(cast, emulator) -> Shop:
    """The Sandbox organization of the cast with its users."""
    catalogue_cache.clear()
    return build_shop(cast.sandbox)


@pytest.fixture
def live_shop(cast, emulator) -> Shop:
    """The Production organization of the cast with its users."""
    catalogue_cache.clear()
    return build_shop(cast.pair.production)


@pytest.fixture
def permit(cast) -> Callable[..., None]:
    """Set whom a contributor may act as, and their roles: `permit(cast.adam, "buyer", "supplier")`."""

    def give(user: User, *kinds: str) -> None:
        fields = {field: kind in kinds for kind, field in IMPERSONATION_FIELDS.items()}
        AccessGrant.objects.filter(user=user).update(roles=IMPERSONATOR_ROLES, **fields)

    return give


@pytest.fixture
def open_tab() -> Callable[..., ConsoleTab]:
    """Store a tab: `open_tab(cast.adam, cast.sandbox)`."""

    def opened(user: User, organization: Organization, operation: str = "Me.ListProducts") -> ConsoleTab:
        return ConsoleTab.objects.create(user=user, organization=organization, operation=operation)

    return opened
