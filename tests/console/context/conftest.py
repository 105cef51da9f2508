"""The users of the sandbox, who may act as them, and tabs of the console."""

from collections.abc import Callable

import pytest

from accounts.models import User
from console import catalogue_cache
from console.models import ConsoleTab
from contributors.access_settings import IMPERSONATION_FIELDS
from contributors.models import AccessGrant
from organizations.models import Organization
from tests.contributors.impersonation.shop import Shop, build_shop

ROLES = ["BuyerReader", "ProductReader", "Shopper"]  # of people who may act as users


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
        AccessGrant.objects.filter(user=user).update(roles=ROLES, **fields)

    return give


@pytest.fixture
def open_tab() -> Callable[..., ConsoleTab]:
    """Store a tab: `open_tab(cast.adam, cast.sandbox)`."""

    def opened(user: User, organization: Organization, operation: str = "Me.ListProducts") -> ConsoleTab:
        return ConsoleTab.objects.create(user=user, organization=organization, operation=operation)

    return opened
