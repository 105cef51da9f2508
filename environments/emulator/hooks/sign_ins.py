"""The tracking event of a user who signs in with a password."""

from environments.emulator.emulator import Emulator
from environments.emulator.hooks import targets
from environments.emulator.storage.records import Organization, Record, Records

_TYPE = f"{targets.NAMESPACE}sessions.identified"


def report(emulator: Emulator, organization: Organization, client: Record, user: Record) -> None:
    """Deliver the event if the API client has one for it."""
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        events = records.where("TrackingEvents", ClientID=client.id, EventType="UserLoggedIn")
        configs = [config for e in events if (config := targets.find(records, e["DeliveryConfigID"]))]
    payload = {
        "UserContext": {"ID": user.id, "AnonymousId": None},
        "Language": None,
        "Currency": None,
        "Email": user["Email"],
        "FirstName": user["FirstName"],
        "LastName": user["LastName"],
    }
    for config in configs:
        targets.deliver(emulator, organization, config, _TYPE, payload)
