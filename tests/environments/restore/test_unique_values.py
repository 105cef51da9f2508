"""Records that hold each other's unique values exchange them, whichever fields have to be unique."""

import threading
from dataclasses import replace

import pytest

from environments.ordercloud import Client
from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal, Phase
from tests.environments.restore.checker import differences
from tests.environments.restore.sample_data import OFFICE, SHOP, user


def locales(half, order):
    pairs = [("USD", "xx"), ("EUR", "xx"), ("USD", "yy"), ("EUR", "yy")]
    for number, place in enumerate(order):
        currency, language = pairs[place]
        half.put(f"/locales/l{number}", {"Currency": currency, "Language": language})


def promotions(half, order):
    for number, place in enumerate(order):
        values = {"EligibleExpression": "true", "ValueExpression": "5", "Code": f"CODE{place}"}
        half.put(f"/promotions/p{number}", values)


def facets(half, order):
    for number, place in enumerate(order):
        half.put(f"/productfacets/f{number}", {"Name": "Any", "MinCount": 1, "XpPath": f"path{place}"})


def users_of_any_kind(half, order):
    half.put("/suppliers/mill", {"Name": "Mill"})
    half.put("/buyers/acme", {"Name": "Acme"})
    paths = ["/adminusers/u0", "/suppliers/mill/users/u1", "/buyers/acme/users/u2", "/buyers/acme/users/u3"]
    for path, place in zip(paths, order, strict=False):
        half.put(path, user(f"user{place}"))


def impersonation_configs(half, order):
    half.put("/buyers/acme", {"Name": "Acme"})
    half.put("/securityprofiles/shopping", {"Name": "Shopping", "Roles": ["Shopper"]})
    clients = [SHOP, OFFICE, SHOP.replace("1", "3"), SHOP.replace("1", "4")]
    for client in clients:
        half.put(f"/apiclients/{client}", {"AppName": client, "AccessTokenDuration": 60})
    for number, place in enumerate(order):
        values = {"BuyerID": "acme", "SecurityProfileID": "shopping", "ClientID": clients[place]}
        half.put(f"/impersonationconfig/i{number}", values)


@pytest.mark.parametrize(
    "create",
    [locales, promotions, facets, users_of_any_kind, impersonation_configs],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize("order", [(1, 0), (1, 2, 0), (1, 0, 3, 2)], ids=["swap", "cycle", "two swaps"])
def test_unique_values_that_changed_hands_are_sorted_out(pair, journal, create, order):
    create(pair.production, sorted(order))
    create(pair.staging, order)

    result = restore(pair.production, pair.staging, journal, pair.options)

    assert (result.state, result.failed, result.drift) == ("finished", 0, [])
    assert differences(pair.production, pair.staging) == []


def test_a_record_that_cannot_have_its_unique_value_keeps_the_one_it_had(pair, journal):
    own = SHOP.replace("1", "9")
    pair.staging.put("/adminusers/robot", user("taken"))
    pair.staging.put(
        f"/apiclients/{own}",
        {"AppName": "Portal", "AccessTokenDuration": 60, "DefaultContextUserName": "taken"},
    )
    pair.staging.put("/adminusers/olive", user("before"))
    pair.production.put("/adminusers/olive", user("taken"))

    result = restore(pair.production, pair.staging, journal, replace(pair.options, own_api_client_id=own))

    assert pair.staging.get("/adminusers/olive")["Username"] == "before"
    (failure,) = result.resource("AdminUsers").failures
    assert (failure.id, failure.code) == ("olive", "User.UsernameMustBeUnique")
    assert (result.state, result.equal) == ("incomplete", False)


class Watched(Client):
    """Tells `freeing` of each change that lets a locale give up its language."""

    def __init__(self, client, freeing):
        self.__dict__.update(client.__dict__)
        self._freeing = freeing

    def patch(self, path, json, query=()):
        if path.startswith("/locales/"):
            self._freeing()
        return super().patch(path, json, query)


def test_unique_values_are_freed_by_all_workers_at_once_and_counted(pair, journal):
    order = (1, 0, 3, 2)
    locales(pair.production, sorted(order))
    locales(pair.staging, order)
    together = threading.Barrier(len(order), timeout=10)

    result = restore(pair.production, Watched(pair.staging, together.wait), journal, pair.options)

    assert result.equal
    counts = journal.steps["Locales", Phase.WRITE].counts
    assert (counts.planned, counts.done) == (8, 8)


def test_a_restore_that_frees_unique_values_can_be_cancelled(pair):
    class Impatient(MemoryJournal):
        freeing, cancel_requested = threading.Event(), threading.Event()

        def is_cancelled(self):
            if self.freeing.is_set():
                self.cancel_requested.set()
            return self.freeing.is_set()

    journal = Impatient()

    def freeing():
        journal.freeing.set()
        assert journal.cancel_requested.wait(10)

    locales(pair.production, (0, 1))
    locales(pair.staging, (1, 0))

    result = restore(pair.production, Watched(pair.staging, freeing), journal, pair.options)

    assert (result.state, result.equal) == ("cancelled", False)
