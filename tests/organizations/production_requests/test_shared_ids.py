"""Of several that create something by the same ID, none touches what another one creates."""

from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from organizations import claims, creation
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


def test_an_id_that_was_held_too_long_is_left_to_who_has_it_now(pending, operator, emulator, during):
    with ExitStack() as others:

        def lose_it():
            cache.clear()
            others.enter_context(claims.claim("shop", create_user("stan"), staging=True))

        during(lose_it)
        waiting = decision.approve(pending, by=operator)
        assert waiting.is_being_created
        assert organizations() == set()
        with pytest.raises(claims.Held):  # the loser has released nothing
            others.enter_context(claims.claim("shop", pending.requester))
    assert completion.retry(pending, by=operator).production_id == "shop"


def test_each_step_of_a_creation_holds_the_id_for_the_whole_duration_again(
    pending, operator, emulator, during, monkeypatch
):
    seconds = []

    def left():
        key = claims.Claim("shop", "").key
        return cache._cache.get_client(None).ttl(cache.make_and_validate_key(key))

    during(lambda: monkeypatch.setattr(claims, "CLAIM_DURATION", 1000), "shop")
    during(lambda: seconds.append(left()), "shop_Staging")
    decision.approve(pending, by=operator)
    assert seconds[0] > 900


def test_a_sandbox_whose_id_was_held_too_long_is_not_stored(emulator, during, db):
    during(cache.clear, "trial")
    with pytest.raises(ValidationError, match="This ID is taken"):
        creation.create_sandbox("Trial", by=create_user("olive"), id="trial")
    assert organizations() == set()
