"""Of several that create something by the same ID, none touches what another one creates."""

import pytest
from django.core.exceptions import ValidationError

from organizations import creation
from organizations.production_requests import completion, decision
from tests.cast import create_user
from tests.organizations.production_requests.conftest import marketplaces, organizations

BOTH = {"shop", "shop_Staging"}


def decline(request, operator):
    decision.decline(request, by=operator, note="No.")


def delete_requests(request, operator):
    completion.discard_for(request.requester)


def rename(request, operator):
    completion.retry(request, by=operator, organization_id="outlet")


@pytest.mark.parametrize("end", [decline, delete_requests, rename])
def test_the_end_of_a_failed_creation_spares_what_someone_else_creates_by_the_same_id(
    failed, operator, emulator, during, django_capture_on_commit_callbacks, end
):
    stan = create_user("stan")

    def end_now():
        with django_capture_on_commit_callbacks(execute=True):
            end(failed, operator)

    during(end_now, "SHOP")
    made = creation.create_sandbox("Shop", by=stan, id="SHOP")
    assert made.pk in marketplaces(emulator)


def test_the_end_of_a_failed_creation_spares_a_staging_that_someone_else_creates(
    failed, operator, emulator, during
):
    during(lambda: decline(failed, operator))
    made = creation.create("Theirs", owner=create_user("stan"), id="shop_Staging", environment="Staging")
    assert made.pk in marketplaces(emulator)


def test_who_creates_production_holds_the_id_of_its_staging_too(emulator, during, db):
    refused, stan = [], create_user("stan")

    def create_staging():
        with pytest.raises(ValidationError, match="This ID is taken") as raised:
            creation.create("Mine", owner=create_user("olive"), id="SHOP_staging", environment="Staging")
        refused.append(raised.value)

    during(create_staging)
    creation.create("Theirs", owner=stan, id="shop", environment="Production")
    assert organizations() == marketplaces(emulator) == BOTH
    assert len(refused) == 1
