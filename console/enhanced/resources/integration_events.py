"""Integration events: which address OrderCloud calls, and which API clients use it."""

from accounts.audit.events import Event
from console.enhanced.custom_header import CUSTOM_HEADER
from console.enhanced.resource import Dependent, FieldSpec, Record, Resource, Section, refers_by

REFERENCE_SUFFIX = "IntegrationEventID"


def refers_to_event(client: Record, event: Record) -> bool:
    """Whether a reference of an API client to an event, of any type, names this one."""
    return any(refers_by(name)(client, event) for name in client if name.endswith(REFERENCE_SUFFIX))


RESOURCE = Resource(
    key="integration-events",
    noun="Integration event",
    plural="Integration events",
    tag="IntegrationEvents",
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec("EventType", "Type", aside="can't be changed later", fixed=True),
                FieldSpec(
                    "CustomImplementationUrl",
                    "URL",
                    hint="Where OrderCloud posts to. It adds the step, such as /shippingrates.",
                ),
                FieldSpec("HashKey", "Hash key", hint="Signs each call. At most 50 characters."),
            ),
        ),
        CUSTOM_HEADER,
        Section(
            "Payload",
            (
                FieldSpec("ElevatedRoles", "Roles of the token in the payload"),
                FieldSpec("ConfigData", "Config data"),
            ),
        ),
    ),
    dependents=(
        Dependent(
            "API client",
            "API clients",
            "ApiClients.List",
            refers_to_event,
            "would stop the deletion",
            names=("AppName", "ID"),
            blocks=True,
        ),
        Dependent(
            "OpenID Connect",
            "OpenID Connects",
            "OpenIdConnects.List",
            refers_by("IntegrationEventID"),
            "would stop the deletion",
            names=("ID",),
            blocks=True,
        ),
    ),
    refusals={
        "IntegrationEvent.CannotEditType": "The type of an event can't be changed. Create another event.",
        "IntegrationEvent.CannotDeleteInUse": (
            "An API client or an OpenID Connect uses this event. Clear the reference first."
        ),
        "IntegrationEvent.AllowSellerApiClientRequired": (
            "OrderCloud needs an active API client that seller users can sign in to, for its own token."
        ),
    },
    tags_of=lambda event: () if event.get("CustomImplementationUrl") else ("No URL",),
    summary=lambda event: str(event.get("EventType") or ""),
    secret_event=Event.INTEGRATION_EVENT_SECRET_SHOWN,
)
