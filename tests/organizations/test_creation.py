"""A new organization is usable immediately; a failed creation leaves nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.ordercloud.errors import Unreachable
from organizations.connections.clients import client_for
from organizations.creation import create, create_sandbox
from organizations.models import Organization, StagingPair
from tests.cast import create_user

COLLECTIONS = ["/apiclients", "/securityprofiles", "/adminusers", "/buyers", "/products", "/webhooks"]


@pytest.fixture
def olive(db):
    return create_user("olive")


def test_a_new_organization_is_available_immediately_and_empty(olive, emulator):
    made = create_sandbox("Trial", by=olive)
    client = client_for(made, ("FullAccess",))
    assert client.get("/me")["Seller"]["ID"] == made.pk
    assert [client.get(path)["Meta"]["TotalCount"] for path in COLLECTIONS] == [0] * len(COLLECTIONS)


def test_a_given_id_is_used_and_a_missing_one_generated(olive, emulator):
    assert create_sandbox("Trial", by=olive, id=" trial-1 ").pk == "trial-1"
    assert len(create_sandbox("Trial", by=olive).pk) == 16


def test_creating_an_organization_is_audited(olive, emulator):
    made = create_sandbox("Trial", by=olive)
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_CREATED)
    assert (entry.actor, entry.organization, entry.details) == (olive, made.pk, {"environment": "Sandbox"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Trial", "id": "no spaces"}, "id"),
        ({"name": "Trial", "id": "own_Staging"}, "id"),
        ({"name": "Trial", "region": "moon"}, "region"),
    ],
)
def test_an_invalid_field_is_rejected_by_name_and_nothing_is_created(olive, emulator, wrong, field):
    with pytest.raises(ValidationError) as refused:
        create_sandbox(by=olive, **wrong)
    assert list(refused.value.message_dict) == [field]
    assert not Organization.objects.exists()


def test_an_unreachable_emulator_leaves_no_organization(olive, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    with pytest.raises(Unreachable):
        create_sandbox("Trial", by=olive)
    assert not Organization.objects.exists()


def test_production_is_created_with_its_staging(olive, emulator):
    made = create("Shop", owner=olive, id="shop", environment="Production")
    pair = StagingPair.objects.get(production=made)
    assert (pair.staging.pk, pair.staging.environment) == ("shop_Staging", "Staging")
    assert client_for(pair.staging, ("FullAccess",)).get("/me")["Seller"]["ID"] == "shop"


def test_production_can_be_created_alone(olive, emulator):
    create("Shop", owner=olive, environment="Production", staging=False)
    assert not StagingPair.objects.exists()


def test_the_command_accepts_any_case_and_prints_the_id(olive, emulator, capsys):
    call_command(
        "create_organization", "Shop", "--id", "shop", "--environment", "production", "--owner", "OLIVE"
    )
    assert capsys.readouterr().out == "shop\n"
    assert set(Organization.objects.values_list("pk", flat=True)) == {"shop", "shop_Staging"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--environment", "Sandbox", "--owner", "nobody"], "No user has the username nobody."),
        (["--environment", "Sandbox", "--owner", "olive", "--id", "a b"], "Use letters A to Z"),
        (["--environment", "Mars", "--owner", "olive"], "invalid choice"),
    ],
)
def test_the_command_reports_an_error_in_one_sentence(olive, emulator, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_organization", "Shop", *arguments)
