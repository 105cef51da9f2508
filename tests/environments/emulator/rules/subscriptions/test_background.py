"""The hourly run in the background."""

from environments.emulator.rules.subscriptions.background import BackgroundRuns
from tests.polling import wait_until


def test_a_due_subscription_is_run_in_the_background(emulator_server, shop, subscribe, control, clock):
    clock(0)
    subscribe()
    shop.patch("/subscriptions/s", {"NextOrderDate": control("GET", "/clock").json()["Now"]})
    background = BackgroundRuns(emulator_server.emulator, emulator_server.url, look_seconds=0.01)
    background.start()
    try:
        wait_until(lambda: shop.items("/orders/incoming", Status="Unsubmitted"))
    finally:
        background.stop()
        emulator_server.emulator.before_close.remove(background.stop)
    assert shop.get("/subscriptions/s")["LastOrderDate"] is not None
