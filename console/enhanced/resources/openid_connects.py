"""OpenID Connects: sign-in to an API client through an identity provider."""

from urllib.parse import urlsplit

from accounts.audit.events import Event
from console.enhanced.resource import FieldSpec, Record, Reference, Resource, Section, Widget


def provider_of(connect: Record) -> str:
    """Return the host of the identity provider; "" for an address without one."""
    try:
        return urlsplit(str(connect.get("AuthorizationEndpoint") or "")).hostname or ""
    except ValueError:
        return ""


RESOURCE = Resource(
    key="openid-connects",
    noun="OpenID Connect",
    plural="OpenID Connects",
    tag="OpenIdConnects",
    title="ID",
    search_hint="ID",
    sections=(
        Section(
            "",
            (
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec(
                    "OrderCloudApiClientID",
                    "API client",
                    hint="The one that users sign in to.",
                    reference=Reference("ApiClients", "AppName"),
                ),
                FieldSpec(
                    "AppStartUrl",
                    "Start URL",
                    hint="Where users go once signed in. {0} in it becomes their token.",
                ),
                FieldSpec("CustomErrorUrl", "Error URL"),
            ),
        ),
        Section(
            "Identity provider",
            (
                FieldSpec("ConnectClientID", "Client ID", widget=Widget.TEXT),
                FieldSpec("ConnectClientSecret", "Client secret"),
                FieldSpec("AuthorizationEndpoint", "Authorization endpoint"),
                FieldSpec("TokenEndpoint", "Token endpoint"),
                FieldSpec("AdditionalIdpScopes", "Further scopes", hint="One a line.", widget=Widget.LINES),
                FieldSpec(
                    "UrlEncoded",
                    "Send the client secret in the body",
                    aside="as a form; otherwise in a header, beside a JSON body",
                ),
            ),
        ),
        Section(
            "Users",
            (
                FieldSpec(
                    "IntegrationEventID",
                    "Integration event",
                    hint="Creates the users who don't exist yet.",
                    reference=Reference("IntegrationEvents", only=("EventType", "OpenIDConnect")),
                ),
                FieldSpec(
                    "CallSyncUserIntegrationEvent",
                    "Call the event at every sign-in",
                    aside="otherwise only for users who don't exist yet",
                ),
            ),
        ),
    ),
    summary=provider_of,
    secret_event=Event.OPENID_CONNECT_SECRET_SHOWN,
)
