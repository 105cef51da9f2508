"""What the audit logs of a pair say about the other organization and its people: nothing."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from lib import request_context
from organizations.pair_audit import record_in_both
from tests.cast import create_organization, create_user


@pytest.fixture
def foreign_pair(cast):
    """Production of Olive, and a Staging of Sten that only he may see."""
    sten = create_user("sten")
    production = create_organization(cast.olive, "zenith", "Production")
    return {"production": production, "staging": create_organization(sten, "shop_Staging", "Staging")}


@pytest.fixture
def _from_somewhere(rf):
    token = request_context._request.set(rf.get("/", REMOTE_ADDR="81.230.14.9"))
    yield
    request_context._request.reset(token)


def actors() -> dict[str, tuple]:
    entries = AuditEntry.objects.all()
    return {entry.organization: (entry.actor, entry.actor_name, entry.ip) for entry in entries}


@pytest.mark.usefixtures("_from_somewhere")
def test_someone_of_the_other_organization_is_not_named(cast, foreign_pair):
    record_in_both(Event.STAGING_PAIR_UNLINKED, **foreign_pair, by=cast.olive)
    assert actors() == {
        "zenith": (cast.olive, "Olive", "81.230.14.9"),
        "shop_Staging": (None, "Someone in Production", None),
    }


def test_someone_of_staging_is_not_named_to_production(foreign_pair):
    record_in_both(Event.STAGING_PAIR_UNLINKED, **foreign_pair, by=foreign_pair["staging"].owner)
    assert actors()["zenith"] == (None, "Someone in Staging", None)


def test_neither_entry_names_the_other_organization(cast, foreign_pair):
    record_in_both(Event.STAGING_PAIR_LINKED, **foreign_pair, by=cast.olive)
    production, staging = AuditEntry.objects.order_by("-organization")
    assert "shop_Staging" not in f"{vars(production)}"
    assert "zenith" not in f"{vars(staging)}"


def test_an_operator_is_named_in_both(cast, foreign_pair):
    record_in_both(Event.STAGING_PAIR_LINKED, **foreign_pair, by=Operator(cast.oscar, "Ticket 7"))
    assert {name for _actor, name, _ip in actors().values()} == {"Oscar"}


def test_someone_of_both_is_named_in_both(cast):
    record_in_both(
        Event.STAGING_PAIR_LINKED, production=cast.pair.production, staging=cast.pair.staging, by=cast.adam
    )
    assert {name for _actor, name, _ip in actors().values()} == {"Adam"}
