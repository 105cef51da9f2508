"""Delivery configurations: the properties that each kind of target needs, and one known target at most."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.hooks.delivery_configs import CALLED
from environments.emulator.registry import before_saving
from environments.emulator.rules.integrations import custom_headers, validation
from environments.emulator.storage.records import Record

_REQUIRED = {
    "Kafka": ("BootstrapServers", "SaslUsername", "SaslPassword", "Topic"),
    "Http": ("Endpoint", "Secret"),
    "MessageSender": ("Endpoint", "Secret"),
    "EventHub": ("EventHubName", "ConnectionString"),
    "AzureBlob": ("ConnectionString",),
    "AzureTable": ("ConnectionString",),
    "CosmosDb": ("ConnectionString",),
    "Mailchimp": (),
    "SearchIngestion": ("Domain", "Source", "Endpoint", "Entity", "ApiKey"),
    "SendEvent": ("SiteID", "ServiceEndpoint"),
    "DiscoverEvent": ("ClientID", "ApiKey", "ServiceEndpoint"),
    "ContentHub": ("ApiKey", "Endpoint", "TargetSchemaName"),
}
# Those of Sitecore's own products and Mailchimp; all others are custom targets.
_KNOWN = ("SearchIngestion", "SendEvent", "DiscoverEvent", "Mailchimp", "ContentHub")


@before_saving("DeliveryConfigurations")
def _check_targets(call: Call, data: dict, old: Record | None) -> None:
    targets = {name: t for name, t in (data["DeliveryTargets"] or {}).items() if t is not None}
    if not targets:
        raise errors.required("DeliveryTargets")
    if sum(name in _KNOWN for name in targets) > 1:
        message = "A delivery configuration has one target of Sitecore or Mailchimp at most."
        raise errors.invalid_value("DeliveryTargets", message)
    for name, target in targets.items():
        _check_target(f"DeliveryTargets.{name}", name, target)


def _check_target(where: str, name: str, target: dict) -> None:
    for field in _REQUIRED[name]:
        if not target.get(field):
            raise errors.required(f"{where}.{field}")
    if name in CALLED and not validation.is_safe_url(target["Endpoint"]):
        raise errors.invalid_value(f"{where}.Endpoint", "Endpoint must begin with https://.")
    if name == "Http":
        custom_headers.check(target, f"{where}.")
    content = (target.get("Content") or {}).get("Http") if name == "SearchIngestion" else None
    if content:
        custom_headers.check(content, f"{where}.Content.Http.")
