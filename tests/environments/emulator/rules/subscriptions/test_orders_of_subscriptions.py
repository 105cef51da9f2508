"""One order for each date of a subscription, even if the process is killed."""

import signal
import threading

import pytest
import requests

from tests.environments.emulator.api_client import Api, Marketplace, user
from tests.environments.emulator.emulator_process import run_emulator, stop
from tests.environments.emulator.users import OPEN_CLIENT


def start_shop(url: str, folder, session, callback_url: str) -> Api:
    """Create a shop with a subscription that is due now, and an integration."""
    session.put(f"{url}/_emulator/organizations/shop", json={}).raise_for_status()
    api = sign_in(url, folder, session)
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/buyers/acme/users", user("sally"))
    api.post("/adminusers", user("hal"))
    breaks = [{"Quantity": 1, "Price": 20}]
    api.post("/priceschedules", {"ID": "fan", "Name": "F", "PriceBreaks": breaks})
    api.post("/products", {"ID": "fan", "Name": "F", "Active": True, "DefaultPriceScheduleID": "fan"})
    api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    client = api.post("/apiclients", OPEN_CLIENT | {"DefaultContextUserName": "hal"})["ID"]
    integration = {"ApiClientID": client, "HashKey": "k", "Active": True, "Url": callback_url}
    api.put("/integrations/subscription", integration)
    due = session.get(f"{url}/_emulator/clock").json()["Now"]
    body = {"ID": "s", "Frequency": 1, "Interval": "Days", "NextOrderDate": due}
    api.post("/subscriptions", body | {"FromCompanyID": "acme", "FromUserID": "sally"})
    api.post("/subscriptions/s/items", {"ProductID": "fan"})
    return api


def sign_in(url: str, folder, session) -> Api:
    key = (folder / "key").read_text().strip()
    return Marketplace(url, key, "shop", "sandbox", session).seller()


def run(url: str) -> None:
    requests.post(f"{url}/_emulator/subscriptions/run", timeout=30)


def test_a_process_killed_between_order_and_response_makes_no_second_order(tmp_path, session, receiver):
    data = ("--data", str(tmp_path / "data"))
    success = {"HttpStatusCode": 200, "UnhandledErrorBody": None}
    with run_emulator(tmp_path, *data) as (process, url):
        api = start_shop(url, tmp_path, session, receiver.url)
        due = api.get("/subscriptions/s")["NextOrderDate"]

        def kill(received):
            stop(process, signal.SIGKILL)
            return 200, success

        receiver.respond = kill
        with pytest.raises(requests.ConnectionError):
            run(url)
    receiver.respond = lambda received: (200, success)
    with run_emulator(tmp_path, *data) as (_, url):
        run(url)
        run(url)
        api = sign_in(url, tmp_path, session)
        (order,) = api.items("/orders/incoming", Status="Unsubmitted")
        assert api.get("/subscriptions/s")["LastOrderDate"] == due
    sent = [received.body["OrderWorksheet"]["Order"]["ID"] for received in receiver.received]
    assert sent == [order["ID"], order["ID"]]


def test_runs_at_the_same_time_make_one_order(shop, subscribe, control, marketplace, clock):
    clock(0)
    subscribe()
    shop.patch("/subscriptions/s", {"NextOrderDate": control("GET", "/clock").json()["Now"]})
    threads = [threading.Thread(target=run, args=(shop.organization.root_url,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shop.items("/orders/incoming", Status="Unsubmitted")) == 1
