"""The hourly run: what an order of a subscription has, who is called, and when the next one follows."""

from contextlib import suppress

import requests

from environments.emulator.catalogue.tables import column
from environments.emulator.outbound.http import signature
from environments.emulator.resources import crud
from tests.environments.emulator.api_client import address, claims_of

SUCCESS = (200, {"HttpStatusCode": 200, "UnhandledErrorBody": None, "xp": {"seen": True}})


def orders(shop, **query) -> list[dict]:
    return shop.items("/orders/incoming", Status="Unsubmitted|Open", **query)


def test_a_due_subscription_becomes_an_unsubmitted_order_of_its_user(shop, sally, subscribe, time):
    shop.post("/buyers/acme/addresses", address("home"))
    subscribe(BillingAddressID="home", ShippingAddressID="home", Payment={"Type": "PurchaseOrder"})
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    assert (done["SubscriptionID"], done["Completed"]) == ("s", True)
    (order,) = orders(shop)
    assert (order["ID"], order["SubscriptionID"]) == (done["OrderID"], "s")
    assert (order["FromCompanyID"], order["FromUserID"], order["Status"]) == ("acme", "sally", "Unsubmitted")
    assert (order["BillingAddressID"], order["ShippingAddressID"], order["Total"]) == ("home", "home", 30)
    assert order["DateCreated"] > "2030-01-31T08:00:00"
    (payment,) = shop.items(f"/orders/incoming/{order['ID']}/payments")
    assert payment["Type"] == "PurchaseOrder"


def test_a_line_has_the_subscription_price_if_its_price_break_has_one(shop, sally, subscribe, time):
    subscribe()
    sally.post("/me/subscriptions/s/items", {"ProductID": "lamp", "Quantity": 3})
    time.pass_until("2030-01-31T09:00:00Z")
    lines = shop.items(f"/orders/incoming/{orders(shop)[0]['ID']}/lineitems")
    assert {line["ProductID"]: (line["UnitPrice"], line["LineTotal"]) for line in lines} == {
        "fan": (15, 30),
        "lamp": (5, 15),
    }


def test_a_month_of_a_weekly_subscription_makes_an_order_each_week(shop, subscribe, time):
    subscribe("2030-01-01T08:00:00Z", "Weeks")
    done = time.pass_until("2030-01-31T08:00:00Z")
    assert [run["DueDate"][:10] for run in done] == [f"2030-01-{day:02}" for day in (1, 8, 15, 22, 29)]
    assert len(orders(shop)) == 5
    subscription = shop.get("/subscriptions/s")
    assert subscription["NextOrderDate"].startswith("2030-02-05T08:00:00")
    assert subscription["LastOrderDate"].startswith("2030-01-29T08:00:00")


def test_no_order_is_made_for_an_inactive_ended_or_far_too_late_subscription(shop, sally, subscribe, time):
    subscribe(Active=False)
    for id_, more in {"ended": {"EndDate": "2030-01-31T07:59:00Z"}, "late": {}}.items():
        body = {"ID": id_, "Frequency": 1, "Interval": "Days", "NextOrderDate": "2030-01-31T08:00:00Z"}
        sally.post("/me/subscriptions", body | more)
    sally.patch("/me/subscriptions/late", {"NextOrderDate": "2020-01-01T00:00:00Z"})
    assert time.pass_until("2030-02-05T09:00:00Z") == []


def test_no_order_is_made_for_an_inactive_user(shop, subscribe, time):
    subscribe()
    shop.patch("/buyers/acme/users/sally", {"Active": False})
    assert time.pass_until("2030-02-05T09:00:00Z") == []


def test_products_that_the_user_cannot_see_are_named_instead_of_ordered(
    shop, sally, subscribe, time, integrate, receiver
):
    integrate()
    subscribe()
    sally.post("/me/subscriptions/s/items", {"ProductID": "lamp"})
    shop.patch("/products/fan", {"Active": False})
    receiver.respond = lambda received: SUCCESS
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    assert done["UnavailableProductIDs"] == receiver.received[0].body["UnavailableProductIDs"] == ["fan"]
    lines = shop.items(f"/orders/incoming/{done['OrderID']}/lineitems")
    assert [line["ProductID"] for line in lines] == ["lamp"]


def test_the_integration_is_called_with_the_order_and_a_token_of_its_default_user(
    shop, subscribe, time, integrate, receiver, client
):
    header = {"CustomAuthHeaderName": "X-Api-Key", "CustomAuthHeaderValue": "42"}
    integrate(ElevatedRoles=["OrderAdmin"], Url=receiver.url + "/hooks/", **header)
    subscribe()
    receiver.respond = lambda received: SUCCESS
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    (received,) = receiver.received
    assert received.path == "/hooks/success"
    assert received.headers["x-oc-hash"] == signature("secret", received.raw)
    assert received.headers["x-api-key"] == "42"
    body = received.body
    assert (body["Environment"], body["ErrorCode"], body["UnavailableProductIDs"]) == ("Sandbox", None, [])
    assert body["OrderWorksheet"]["Order"]["ID"] == done["OrderID"]
    assert body["OrderWorksheet"]["Subscription"]["ID"] == "s"
    assert body["OrderWorksheet"]["LineItems"][0]["ProductID"] == "fan"
    claims = claims_of(body["OrderCloudAccessToken"])
    assert (claims["usr"], claims["cid"], claims["role"]) == ("hal", client, "OrderAdmin")


def test_the_application_can_submit_the_order_while_it_is_called(
    shop, subscribe, time, integrate, receiver, marketplace
):
    integrate(ElevatedRoles=["OrderAdmin"])
    subscribe()

    def submit(received):
        caller = marketplace.with_token(received.body["OrderCloudAccessToken"])
        caller.post(f"/orders/incoming/{received.body['OrderWorksheet']['Order']['ID']}/submit")
        return SUCCESS

    receiver.respond = submit
    time.pass_until("2030-01-31T09:00:00Z")
    assert [order["Status"] for order in orders(shop)] == ["Open"]


def test_the_response_of_the_integration_is_part_of_the_worksheet(shop, subscribe, time, integrate, receiver):
    integrate()
    subscribe()
    receiver.respond = lambda received: SUCCESS
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    worksheet = shop.get(f"/orders/incoming/{done['OrderID']}/worksheet")
    expected = {"HttpStatusCode": 200, "UnhandledErrorBody": None, "xp": {"seen": True}, "Succeeded": True}
    assert worksheet["SubscriptionIntegrationResponse"] == expected
    assert worksheet["Subscription"]["LastOrderDate"].startswith("2030-01-31")


def test_an_unsuccessful_call_is_repeated_for_five_hours_with_the_same_order(
    shop, subscribe, time, integrate, receiver
):
    integrate()
    subscribe()
    receiver.respond = lambda received: (200, {"HttpStatusCode": 200, "UnhandledErrorBody": "failed"})
    done = time.pass_until("2030-02-01T00:00:00Z")
    assert [run["Completed"] for run in done] == [False] * 5
    assert len({run["OrderID"] for run in done}) == 1
    assert len(orders(shop)) == 1
    subscription = shop.get("/subscriptions/s")
    assert subscription["NextOrderDate"].startswith("2030-01-31T08:00:00")
    assert subscription["LastOrderDate"] is None


def test_the_date_moves_on_once_the_integration_succeeds(shop, subscribe, time, integrate, receiver):
    integrate()
    subscribe()
    receiver.respond = lambda received: SUCCESS if len(receiver.received) == 2 else (500, None)
    done = time.pass_until("2030-02-01T00:00:00Z")
    assert [run["Completed"] for run in done] == [False, False, True]
    assert shop.get("/subscriptions/s")["NextOrderDate"].startswith("2030-02-28T08:00:00")
    assert len(orders(shop)) == 1


def test_an_order_that_cannot_be_made_calls_failure_with_the_code_and_leaves_nothing(
    shop, subscribe, time, integrate, receiver
):
    integrate()
    subscribe()
    shop.delete("/priceschedules/fan")
    receiver.respond = lambda received: (500, None)
    done = time.pass_until("2030-01-31T08:30:00Z")
    (received,) = receiver.received
    assert received.path == "/failure"
    assert received.body["ErrorCode"] == done[0]["ErrorCode"] == "PriceSchedule.MissingOrConflicting"
    assert received.body["OrderWorksheet"]["Order"] is None
    assert orders(shop) == []
    shop.post("/priceschedules", {"ID": "f", "Name": "F", "PriceBreaks": [{"Quantity": 1, "Price": 9}]})
    shop.patch("/products/fan", {"DefaultPriceScheduleID": "f"})
    receiver.respond = lambda received: SUCCESS
    (done,) = time.pass_until("2030-01-31T09:30:00Z")
    assert done["Completed"]
    assert [order["Total"] for order in orders(shop)] == [18]


def test_an_inactive_integration_is_not_called(shop, subscribe, time, integrate, receiver):
    integrate(Active=False)
    subscribe()
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    assert done["Completed"]
    assert receiver.received == []


def test_an_organization_of_an_older_version_is_not_run(shop, subscribe, time, control, marketplace):
    subscribe()
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"})
    assert time.pass_until("2030-01-31T09:00:00Z") == []


def test_one_subscription_that_fails_does_not_hold_up_the_others(shop, sally, subscribe, time):
    subscribe()
    other = {"ID": "t", "Frequency": 1, "Interval": "Days", "NextOrderDate": "2030-01-31T08:00:00Z"}
    sally.post("/me/subscriptions", other)
    shop.delete("/priceschedules/fan")
    done = time.pass_until("2030-01-31T08:30:00Z")
    assert {run["SubscriptionID"]: run["Completed"] for run in done} == {"s": False, "t": True}


def test_a_run_by_hand_does_what_is_due_now_in_one_organization(shop, subscribe, control, marketplace, clock):
    subscribe()
    clock(0)
    run = control("POST", "/subscriptions/run", organization=marketplace.portal_id)
    assert run.json() == {"Runs": []}
    shop.patch("/subscriptions/s", {"NextOrderDate": now(control)})
    run = control("POST", "/subscriptions/run", organization=marketplace.portal_id)
    assert [done["SubscriptionID"] for done in run.json()["Runs"]] == ["s"]
    assert control("POST", "/subscriptions/run", organization="nothing").status_code == 404


def test_the_request_to_process_subscriptions_runs_them(shop, subscribe, control, clock, marketplace):
    clock(0)
    subscribe()
    shop.patch("/subscriptions/s", {"NextOrderDate": now(control)})
    response = control("POST", f"/organizations/{marketplace.portal_id}/processsubscriptions")
    assert response.json() == {"HourlyJobsRemaining": 9}
    assert len(orders(shop)) == 1


def now(control) -> str:
    return control("GET", "/clock").json()["Now"]


def test_an_order_whose_making_is_interrupted_leaves_nothing_and_is_made_by_the_next_run(
    shop, subscribe, control, marketplace, clock, monkeypatch
):
    """The process ends while the payment is created, after the order and its lines."""
    clock(0)
    subscribe(Payment={"Type": "PurchaseOrder"})
    shop.patch("/subscriptions/s", {"NextOrderDate": now(control)})

    def end(call, resource, *arguments):
        if resource.name == "Payments":
            raise KeyboardInterrupt
        return create(call, resource, *arguments)

    create = crud.create_record
    with monkeypatch.context() as patched:
        patched.setattr(crud, "create_record", end)
        with suppress(requests.ConnectionError):
            control("POST", "/subscriptions/run", organization=marketplace.portal_id)
    assert orders(shop) == []
    control("POST", "/subscriptions/run", organization=marketplace.portal_id)
    control("POST", "/subscriptions/run", organization=marketplace.portal_id)
    assert len(orders(shop)) == 1


def test_a_run_looks_up_due_subscriptions_by_an_index(emulator_server):
    query = f"SELECT num FROM \"Subscriptions\" WHERE org=1 AND {column('NextOrderDate')} BETWEEN 'a' AND 'b'"
    with emulator_server.emulator.store.read_transaction() as connection:
        for statement in (query, 'SELECT DISTINCT org FROM "Subscriptions"'):
            (plan,) = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            assert "INDEX" in plan[3], plan
