"""API clients."""

from accounts.audit.events import Event
from console.enhanced.assignments.membership import Membership
from console.enhanced.assignments.party_assignments import PartyAssignments, PartyField
from console.enhanced.labels import label_of
from console.enhanced.panels.client_secrets import ClientSecretsPanel
from console.enhanced.reading import Record
from console.enhanced.resource import Dependent, FieldSpec, Resource, Section, Widget, refers_by

LAST_WITH_FULL_ACCESS = (
    "OrderCloud keeps the last API client that can get FullAccess, so that someone can still sign in to this "
    "organization. Create another one with full access first, then delete this one."
)
MAX_LISTED = 3


def is_called(webhook: Record) -> bool:
    """Return whether a webhook leads anywhere: to its URL, or to targets of a delivery configuration."""
    return bool(webhook.get("Url") or webhook.get("DeliveryConfigID"))


def routes_in_words(webhook: Record) -> tuple[str, str]:
    """Return which resources a webhook runs for, and how many operations."""
    routes = [route for route in webhook.get("WebhookRoutes") or () if isinstance(route, dict)]
    count = f"{len(routes)} operation{'' if len(routes) == 1 else 's'}"
    if not is_called(webhook):
        return "No URL, never called", count
    names = list(dict.fromkeys(_resource_of(str(route.get("Route") or "")) for route in routes))
    listed = ", ".join(names[:MAX_LISTED])
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    before = ", before the request" if webhook.get("BeforeProcessRequest") else ""
    return (
        f"{listed[:1].upper()}{listed[1:]}{more}{before}" if names else "No operations, never called",
        count,
    )


def _resource_of(route: str) -> str:
    """Return the resource of a route in words: `v1/products/{productID}` → products."""
    plain = [part for part in route.split("/") if part and not part.startswith("{")]
    return label_of(plain[1]) if len(plain) > 1 else route


RESOURCE = Resource(
    key="api-clients",
    noun="API client",
    plural="API clients",
    tag="ApiClients",
    title="AppName",
    sections=(
        Section(
            "",
            (
                FieldSpec("AppName", "Name"),
                FieldSpec("ClientSecret", "Client secret"),
                FieldSpec("AccessTokenDuration", "Access token lifetime"),
                FieldSpec("RefreshTokenDuration", "Refresh token lifetime", aside="0 is none"),
            ),
            matching=r"Duration$|IntegrationEventID$",
        ),
        Section(
            "Who can sign in",
            (
                FieldSpec("Active"),
                FieldSpec("AllowAnyBuyer", "Any buyer"),
                FieldSpec("AllowAnySupplier", "Any supplier"),
                FieldSpec("AllowSeller", "Seller"),
                FieldSpec(
                    "IsAnonBuyer",
                    "Anonymous buyer",
                    requires="DefaultContextUserName",
                    requirement="requires a default user",
                ),
                FieldSpec(
                    "DefaultContextUserName",
                    "Default user",
                    hint="Username of the user that a token without sign-in is for.",
                ),
            ),
        ),
        Section(
            "Roles",
            (
                FieldSpec("MinimumRequiredRoles", "Roles a user must have", widget=Widget.ROLES),
                FieldSpec("MinimumRequiredCustomRoles", "Custom roles a user must have"),
                FieldSpec("MaximumGrantedRoles", "Roles a token can have", widget=Widget.ROLES),
                FieldSpec("MaximumGrantedCustomRoles", "Custom roles a token can have"),
            ),
            folded=True,
        ),
    ),
    new_values={"AccessTokenDuration": 600, "RefreshTokenDuration": 0, "Active": True},
    assignments=(
        Membership(
            "webhooks",
            "Assigned webhooks",
            "webhook",
            tag="Webhooks",
            field="ApiClientIDs",
            parameter="webhookID",
            note=routes_in_words,
        ),
        PartyAssignments(
            "parties",
            "Assigned buyers and suppliers",
            "assignment",
            list="ApiClients.ListAssignments",
            save="ApiClients.SaveAssignment",
            delete={
                "BuyerID": "ApiClients.DeleteBuyerAssignment",
                "SupplierID": "ApiClients.DeleteSupplierAssignment",
            },
            id_field="ApiClientID",
            id_parameter="apiClientID",
            parties=(
                PartyField("BuyerID", "Buyer", "Buyers"),
                PartyField("SupplierID", "Supplier", "Suppliers"),
            ),
        ),
    ),
    panels=(ClientSecretsPanel(),),
    dependents=(
        Dependent(
            "webhook",
            "webhooks",
            "Webhooks.List",
            refers_by("ApiClientIDs"),
            "would no longer run for its requests",
        ),
        Dependent(
            "assignment",
            "assignments",
            "ApiClients.ListAssignments",
            lambda assignment, client: True,
            "would be deleted with it",
            names=("BuyerID", "SupplierID"),
            values=lambda client: {"apiClientID": str(client["ID"])},
        ),
        Dependent(
            "impersonation config",
            "impersonation configs",
            "ImpersonationConfigs.List",
            refers_by("ClientID"),
            "would stop the deletion",
            names=("ID",),
            blocks=True,
        ),
        Dependent(
            "OpenID Connect configuration",
            "OpenID Connect configurations",
            "OpenIdConnects.List",
            refers_by("OrderCloudApiClientID"),
            "would stop the deletion",
            names=("ID",),
            blocks=True,
        ),
    ),
    refusals={
        "ApiClient.CannotDeleteLastFullAccess": LAST_WITH_FULL_ACCESS,
        "ApiClient.UsedByImpersonationConfig": "An impersonation config uses it. Delete that first.",
        "ApiClient.UsedByIntegration": "OpenID Connect uses it. Delete that configuration first.",
    },
    last_one="This is the only API client. Without one, no application can sign in to this organization. "
    "OrderCloud refuses to delete the last one that can get FullAccess.",
    secret_event=Event.API_CLIENT_SECRET_SHOWN,
    tags_of=lambda client: () if client.get("Active") else ("Inactive",),
)
