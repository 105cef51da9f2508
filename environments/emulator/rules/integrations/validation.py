"""Validation of webhooks, integration events and message senders: URLs, keys and routes."""

from urllib.parse import SplitResult, urlsplit

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import before_saving, computes
from environments.emulator.storage.records import Record, Records

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HASH_KEY_MAX_LENGTH = 50
_ROUTES = {(op.route.lower(), op.method): op for op in CATALOGUE.operations.values() if op.method != "GET"}


@before_saving("Webhooks")
def _check_webhook(call: Call, data: dict, old: Record | None) -> None:
    if data["Url"] is not None and not is_safe_url(data["Url"]):
        raise errors.bad_request("Webhook.UrlSchemeHttps", "Url must begin with https://.")
    _check_delivery_of_webhook(call, data, old)
    if data["HashKey"] and len(data["HashKey"]) > _HASH_KEY_MAX_LENGTH:
        raise errors.invalid_value(
            "HashKey", f"HashKey must be at most {_HASH_KEY_MAX_LENGTH} characters long."
        )
    for index, route in enumerate(data["WebhookRoutes"]):
        known = _ROUTES.get(((route["Route"] or "").lower(), (route["Verb"] or "").upper()))
        if known is None:
            raise errors.invalid_value(
                f"WebhookRoutes[{index}]", "Route and Verb must be those of a call that changes data."
            )
        route |= {"Route": known.route, "Verb": known.method}


def _check_delivery_of_webhook(call: Call, data: dict, old: Record | None) -> None:
    """Check that a webhook has a delivery configuration, or an address and a key; a restore blanks these."""
    if data["DeliveryConfigID"]:
        if data["BeforeProcessRequest"]:
            message = "A webhook that blocks calls cannot have a delivery configuration."
            raise errors.bad_request("Webhook.InvalidDeliveryConfig", message)
        return
    if call.caller.platform:
        return
    if not data["Url"] and (old is None or old["Url"] or old["DeliveryConfigID"]):
        raise errors.required("Url")
    if not data["HashKey"] and (old is None or old["HashKey"] or old["DeliveryConfigID"]):
        raise errors.bad_request("Webhook.MissingHashKey", "HashKey is required.")


@before_saving("IntegrationEvents")
def _check_event(call: Call, data: dict, old: Record | None) -> None:
    if old and old["EventType"] != data["EventType"]:
        raise errors.bad_request("IntegrationEvent.CannotEditType", "EventType cannot be changed.")
    if data["CustomImplementationUrl"] is not None and not _parse_url(data["CustomImplementationUrl"]):
        raise errors.invalid_value("CustomImplementationUrl", "CustomImplementationUrl is not a valid URL.")


@before_saving("PromotionIntegrations", "SubscriptionIntegrations")
def _check_integration(call: Call, data: dict, old: Record | None) -> None:
    if data["Url"] is not None and not is_url(data["Url"]):
        raise errors.invalid_value("Url", "Url is not a valid URL.")


@before_saving("MessageSenders")
def _check_sender(call: Call, data: dict, old: Record | None) -> None:
    if not data["DeliveryConfigID"] and data["URL"] is None and not call.caller.platform:
        raise errors.bad_request("MessageSenders.UrlRequired", "URL is required.")
    if not data["DeliveryConfigID"] and not data["SharedKey"]:
        raise errors.bad_request("MessageSenders.SharedKeyRequired", "SharedKey is required.")
    if data["URL"] is not None and not _parse_url(data["URL"]):
        raise errors.invalid_value("URL", "URL is not a valid URL.")


def is_safe_url(url: str) -> bool:
    """Whether a webhook may have this URL: https anywhere, plain http on this machine only."""
    parts = _parse_url(url)
    return parts is not None and (parts.scheme == "https" or parts.hostname in _LOOPBACK)


def is_url(text: str) -> bool:
    """Whether a text is an address of http or https."""
    return _parse_url(text) is not None


def _parse_url(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


@computes("MessageSenderAssignments")
def _sender_name(records: Records, assignments: list[Record]) -> list[dict]:
    extras = []
    for assignment in assignments:
        sender = records.find("MessageSenders", assignment["MessageSenderID"])
        extras.append(
            {"MessageConfigName": sender["Name"], "MessageConfigDescription": sender["Description"]}
            if sender
            else {"MessageConfigName": None, "MessageConfigDescription": None}
        )
    return extras
