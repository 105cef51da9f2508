"""A shop on the emulator with seller, supplier and buyer users, and API clients that admit some of them."""

import pytest

from contributors.access_settings import IMPERSONATION_FIELDS
from contributors.models import AccessGrant
from tests.contributors.impersonation.shop import Shop, build_shop


@pytest.fixture
def shop(cast, emulator) -> Shop:
    """The Sandbox organization of the cast with its users."""
    return build_shop(cast.sandbox)


@pytest.fixture
def permit(cast):
    """Give a contributor of the sandbox impersonation permissions: `permit(cast.victor, "buyer")`."""

    def give(user, *kinds, roles=None) -> None:
        grant = AccessGrant.objects.get(user=user, organization=cast.sandbox)
        for kind, field in IMPERSONATION_FIELDS.items():
            setattr(grant, field, kind in kinds)
        grant.roles = grant.roles if roles is None else roles
        grant.save()

    return give
