"""Olive, who requests Production, and Oscar, who decides."""

import pytest

from accounts.operators import Operator
from organizations.production_requests.request_details import RequestDetails
from organizations.production_requests.submission import submit
from tests.cast import create_operator, create_user

OPERATORS = "operators@example.com"


@pytest.fixture(autouse=True)
def _operators_address(settings):
    settings.OPERATOR_EMAIL = OPERATORS


@pytest.fixture
def olive(db):
    return create_user("olive")


@pytest.fixture
def oscar(db):
    return create_operator("oscar")


@pytest.fixture
def operator(oscar):
    """Oscar, as activities take him."""
    return Operator(oscar)


@pytest.fixture
def details():
    """What Olive asks for; pass other values by name."""

    def make(**fields):
        return RequestDetails(
            **{"name": "Shop", "organization_id": "shop", "reason": "We go live in May.", **fields}
        )

    return make


@pytest.fixture
def pending(olive, details):
    """Olive's request."""
    return submit(details(), by=olive)
