"""Olive, who requests Production, and Oscar, who decides."""

from functools import partial

import pytest

from accounts.operators import Operator
from organizations.connections import provisioning
from organizations.models import Organization
from organizations.production_requests import decision
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


def marketplaces(emulator) -> set[str]:
    return {organization.portal_id for organization in emulator.emulator.organizations.all()}


def organizations() -> set[str]:
    return set(Organization.objects.values_list("pk", flat=True))


@pytest.fixture
def during(monkeypatch):
    """Have `act` called once, when the marketplace `portal_id` is there and nothing is stored yet."""

    def patch(act, portal_id="shop_Staging"):
        waiting = [act]

        def patched(create, organization):
            create(organization)
            if waiting and organization.pk == portal_id:
                waiting.pop()()

        for name in ("provision", "provision_new"):
            monkeypatch.setattr(provisioning, name, partial(patched, getattr(provisioning, name)))

    return patch


@pytest.fixture
def failed(pending, operator, emulator, monkeypatch):
    """An approved request that is incomplete, because the emulator didn't respond."""
    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "provision", unreachable)
        return decision.approve(pending, by=operator)


def unreachable(organization):
    raise provisioning.Unreachable("No response.")
