"""The subscription integration: the API client that it uses must suit it."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.resources import singletons
from environments.emulator.storage.records import Record, Records

SUBSCRIPTION_INTEGRATIONS = "SubscriptionIntegrations"


def find(records: Records) -> Record | None:
    """Return the organization's subscription integration; None if it has none."""
    return singletons.find(records, SUBSCRIPTION_INTEGRATIONS)


def callback_url(integration: Record | None) -> str | None:
    """Return the address that is called after each order; None if nothing is called."""
    if integration is None or not integration["Active"]:
        return None
    return integration["Url"] or None


@before_saving(SUBSCRIPTION_INTEGRATIONS)
def _check_integration(call: Call, data: dict, old: Record | None) -> None:
    client = call.records.find("ApiClients", data["ApiClientID"] or "")
    if client is not None:
        _check_client(client.data)


@before_saving("ApiClients")
def _check_client_of_integration(call: Call, data: dict, old: Record | None) -> None:
    """Check a change of the API client that the integration uses."""
    integration = find(call.records) if old else None
    if old and integration and (integration["ApiClientID"] or "").casefold() == old.id.casefold():
        _check_client(data)


def _check_client(client: dict) -> None:
    if client["OrderCheckoutIntegrationEventID"]:
        raise errors.bad_request(
            "SubscriptionIntegration.CannotUseApiClient",
            "The API client of the subscription integration must not have an OrderCheckout event.",
        )
    if not client["DefaultContextUserName"]:
        raise errors.bad_request(
            "SubscriptionIntegration.DefaultContextUser",
            "The API client of the subscription integration must have a default context user.",
        )
