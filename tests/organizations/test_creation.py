"""A new organization is usable immediately; a failed creation leaves nothing."""

from functools import partial
from threading import Barrier
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.ordercloud.errors import Unreachable
from lib import clock
from organizations import creation
from organizations.connections import provisioning
from organizations.connections.clients import client_for
from organizations.creation import create, create_sandbox
from organizations.models import Organization, Quota, StagingPair
from organizations.quotas import QuotaReached
from tests.cast import create_operator, create_organization, create_user
from tests.concurrency import run_concurrently

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
        ({"name": "<\u202e>"}, "name"),
        ({"name": "Trial", "id": "console"}, "id"),
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


def test_the_next_creation_replaces_an_empty_marketplace_that_a_failed_one_left(olive, emulator, monkeypatch):
    with monkeypatch.context() as failing:
        failing.setattr(creation, "save", Mock(side_effect=OSError("cut off")))
        with pytest.raises(OSError, match="cut off"):
            create_sandbox("Trial", by=olive, id="trial1", region="usw")
    assert emulator.emulator.organizations.find("trial1").region == "usw"
    made = create_sandbox("Trial", by=olive, id="TRIAL1", region="eur")
    assert client_for(made, ("FullAccess",)).get("/me")["Seller"]["ID"] == "TRIAL1"


def test_a_marketplace_with_records_is_not_taken_over(olive, emulator):
    theirs = create_sandbox("Theirs", by=olive, id="theirs")
    client_for(theirs, ("FullAccess",)).post("/suppliers", {"ID": "s", "Name": "S"})
    theirs.delete()
    with pytest.raises(ValidationError, match="This ID is taken."):
        create_sandbox("Mine", by=olive, id="theirs")
    assert not Organization.objects.exists()
    assert emulator.emulator.organizations.find("theirs").name == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_of_two_creations_with_one_id_at_once_one_wins_and_the_other_gets_the_sentence(emulator):
    outcomes = []

    def attempt(username, id):
        user = create_user(username)
        try:
            outcomes.append(create_sandbox("Trial", by=user, id=id).pk)
        except ValidationError as error:
            outcomes.append(error.messages)
        finally:
            connection.close()

    run_concurrently([partial(attempt, "olive", "trial"), partial(attempt, "stan", "TRIAL")])
    made = Organization.objects.get()
    assert made.pk in outcomes
    assert ["This ID is taken."] in outcomes


@pytest.mark.django_db(transaction=True)
def test_the_same_creation_twice_at_once_creates_one_organization(emulator):
    olive, made = create_user("olive"), []

    def attempt():
        made.append(create_sandbox("Trial", by=olive, generated_id="a" * 16))
        connection.close()

    run_concurrently([attempt] * 2)
    assert [organization.pk for organization in made] == ["a" * 16] * 2
    assert Organization.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_creations_at_once_do_not_exceed_the_quota(emulator, monkeypatch):
    olive, outcomes, barrier = create_user("olive"), [], Barrier(3)
    Quota.objects.create(sandbox_organizations=1)
    provision = provisioning.provision_new
    # Each has found room in the quota before any of them stores its organization.
    monkeypatch.setattr(
        provisioning, "provision_new", lambda organization: (barrier.wait(10), provision(organization))
    )

    def attempt():
        try:
            create_sandbox("Trial", by=olive)
            outcomes.append("created")
        except QuotaReached:
            outcomes.append("refused")
        finally:
            connection.close()

    run_concurrently([attempt] * 3)
    assert sorted(outcomes) == ["created", "refused", "refused"]
    assert Organization.objects.count() == 1


def test_deleted_organizations_and_other_environments_do_not_count(olive, emulator):
    Quota.objects.create(user=olive, sandbox_organizations=1)
    create_organization(olive, "gone", deleted_at=clock.now())
    create_organization(olive, "shop", "Production")
    create_sandbox("Trial", by=olive)
    with pytest.raises(QuotaReached, match="You've used 1 of 1 Sandbox organization. Delete one, or ask"):
        create_sandbox("Trial", by=olive)


def test_an_operator_creates_organizations_without_regard_to_the_quota(olive, emulator):
    Quota.objects.create(sandbox_organizations=0)
    assert create("Trial", owner=olive).pk


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


def test_the_command_records_the_operator_and_the_reason(olive, emulator):
    oscar = create_operator("oscar")
    arguments = ["--environment", "sandbox", "--owner", "olive", "--as", "oscar", "--reason", "Ticket 12"]
    call_command("create_organization", "Shop", *arguments)
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_CREATED)
    assert entry.actor == oscar
    assert entry.details == {"environment": "Sandbox", "operator": True, "reason": "Ticket 12"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--environment", "Sandbox", "--owner", "olive", "--as", "no-one"],
            "No user has the username no-one",
        ),
        (["--environment", "Sandbox", "--owner", "olive", "--reason", " "], "The reason is blank."),
        (["--environment", "Sandbox", "--owner", "nobody"], "No user has the username nobody."),
        (["--environment", "Sandbox", "--owner", "olive", "--id", "a b"], "Use letters A to Z"),
        (["--environment", "Mars", "--owner", "olive"], "invalid choice"),
    ],
)
def test_the_command_reports_an_error_in_one_sentence(olive, emulator, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_organization", "Shop", *arguments)
