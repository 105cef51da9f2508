"""Webhooks."""

from console.enhanced.custom_header import CUSTOM_HEADER
from console.enhanced.panels.deliveries import Deliveries
from console.enhanced.resource import FieldSpec, Reference, Resource, Section, Widget
from console.enhanced.resources.api_clients import is_called, routes_in_words

RESOURCE = Resource(
    key="webhooks",
    noun="Webhook",
    plural="Webhooks",
    tag="Webhooks",
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec("Url", "URL", hint="Where OrderCloud posts to; https."),
                FieldSpec(
                    "HashKey",
                    "Hash key",
                    hint="Signs each delivery. At most 50 characters.",
                    required=True,
                    unless="DeliveryConfigID",
                ),
                FieldSpec(
                    "DeliveryConfigID",
                    "Delivery configuration",
                    hint="Its targets get what is posted; URL and hash key can be left empty.",
                ),
                FieldSpec(
                    "BeforeProcessRequest",
                    "Run before the request",
                    aside="OrderCloud waits for the response, which can block the request",
                ),
                FieldSpec("Description"),
            ),
        ),
        Section("Operations that run it", (FieldSpec("WebhookRoutes", "Operations", widget=Widget.ROUTES),)),
        Section(
            "API clients",
            (
                FieldSpec(
                    "ApiClientIDs", "Assigned API clients", reference=Reference("ApiClients", name="AppName")
                ),
            ),
        ),
        CUSTOM_HEADER,
        Section(
            "Payload",
            (
                FieldSpec("ElevatedRoles", "Roles of the token in the payload", widget=Widget.ROLES),
                FieldSpec("ConfigData", "Config data"),
            ),
            folded=True,
        ),
    ),
    panels=(Deliveries(),),
    tags_of=lambda webhook: () if is_called(webhook) else ("No URL",),
    summary=lambda webhook: routes_in_words(webhook)[0],
)
