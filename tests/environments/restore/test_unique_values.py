"""Records that exchange unique values, for each resource with unique fields."""

import threading
from dataclasses import replace

import pytest

from environments.ordercloud import Client
from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal, Phase
from tests.environments.restore.checker import differences
from tests.environments.restore.sample_data import OFFICE, SHOP, user


def locales(client, order):
    pairs = [("USD", "xx"), ("EUR", "xx"), ("USD", "yy"), ("EUR", "yy")]
    for number, place in enumerate(order):
        currency, language = pairs[place]
        client.put(f"/locales/l{number}", {"Currency": currency, "Language": language})


def promotions(client, order):
    for number, place in enumerate(order):
        values = {"EligibleExpression": "true", "ValueExpression": "5", "Code": f"CODE{place}"}
        client.put(f"/promotions/p{number}", values)


def facets(client, order):
    for number, place in enumerate(order):
        client.put(f"/productfacets/f{number}", {"Name": "Any", "MinCount": 1, "XpPath": f"path{place}"})


def users_of_all_types(client, order):
    client.put("/suppliers/mill", {"Name": "Mill"})
    client.put("/buyers/acme", {"Name": "Acme"})
    paths = ["/adminusers/u0", "/suppliers/mill/users/u1", "/buyers/acme/users/u2", "/buyers/acme/users/u3"]
    for path, place in zip(paths, order, strict=False):
        client.put(path, user(f"user{place}"))


def impersonation_configs(client, order):
    client.put("/buyers/acme", {"Name": "Acme"})
    client.put("/securityprofiles/shopping", {"Name": "Shopping", "Roles": ["Shopper"]})
    clients = [SHOP, OFFICE, SHOP.replace("1", "3"), SHOP.replace("1", "4")]
    for api_client in clients:
        client.put(f"/apiclients/{api_client}", {"AppName": api_client, "AccessTokenDuration": 60})
    for number, place in enumerate(order):
        values = {"BuyerID": "acme", "SecurityProfileID": "shopping", "ClientID": clients[place]}
        client.put(f"/impersonationconfig/i{number}", values)


@pytest.mark.parametrize(
    "create",
    [locales, promotions, facets, users_of_all_types, impersonation_configs],
    ids=lambda create: create.__name__,
)
@pytest.mark.parametrize("order", [(1, 0), (1, 2, 0), (1, 0, 3, 2)], ids=["swap", "cycle", "two swaps"])
def test_swapped_unique_values_are_restored(pair, journal, create, order):
    create(pair.production, sorted(order))
    create(pair.staging, order)

    result = restore(pair.production, pair.staging, journal, pair.options)

    assert (result.state, result.failed, result.drift) == ("finished", 0, [])
    assert differences(pair.production, pair.staging) == []


def test_a_record_keeps_its_unique_value_when_the_new_one_is_rejected(pair, journal):
    own = SHOP.replace("1", "9")
    pair.staging.put("/adminusers/robot", user("taken"))
    pair.staging.put(
        f"/apiclients/{own}",
        {"AppName": "Portal", "AccessTokenDuration": 60, "DefaultContextUserName": "taken"},
    )
    pair.staging.put("/adminusers/olive", user("before"))
    pair.production.put("/adminusers/olive", user("taken"))

    result = restore(pair.production, pair.staging, journal, replace(pair.options, connection_client_id=own))

    assert pair.staging.get("/adminusers/olive")["Username"] == "before"
    (failure,) = result.resource("AdminUsers").failures
    assert (failure.id, failure.code) == ("olive", "User.UsernameMustBeUnique")
    assert (result.state, result.equal) == ("incomplete", False)


class CallbackClient(Client):
    """A client that calls `on_free` at each change that frees the language of a locale."""

    def __init__(self, client, on_free):
        self.__dict__.update(client.__dict__)
        self._on_free = on_free

    def patch(self, path, json, query=()):
        if path.startswith("/locales/"):
            self._on_free()
        return super().patch(path, json, query)


def test_all_workers_free_unique_values_concurrently_and_count_them(pair, journal):
    order = (1, 0, 3, 2)
    locales(pair.production, sorted(order))
    locales(pair.staging, order)
    together = threading.Barrier(len(order), timeout=10)

    result = restore(pair.production, CallbackClient(pair.staging, together.wait), journal, pair.options)

    assert result.equal
    counts = journal.steps["Locales", Phase.WRITE].counts
    assert (counts.planned, counts.done) == (8, 8)


def test_a_restore_that_frees_unique_values_can_be_cancelled(pair):
    class CancellingJournal(MemoryJournal):
        freeing, cancel_requested = threading.Event(), threading.Event()

        def is_cancelled(self):
            if self.freeing.is_set():
                self.cancel_requested.set()
            return self.freeing.is_set()

    journal = CancellingJournal()

    def freeing():
        journal.freeing.set()
        assert journal.cancel_requested.wait(10)

    locales(pair.production, (0, 1))
    locales(pair.staging, (1, 0))

    result = restore(pair.production, CallbackClient(pair.staging, freeing), journal, pair.options)

    assert (result.state, result.equal) == ("cancelled", False)
