"""Changes in the demo's Staging, which a restore reverts, and its own webhooks and integrations, which remain."""

from portal.demo.marketplace import STOREFRONT_CLIENT, Call
from portal.demo.products import products

STAGING_HOST = "staging.hartwell.example"


def batches() -> list[list[Call]]:
    """Return batches of calls, in order."""
    all_products = list(products())
    changed = [
        Call("PATCH", f"/products/{product.id}", {"Name": f"{product.name} (test)", "xp": {"Tested": True}})
        for product in all_products[5:60:5]
    ]
    cheaper = [
        Call(
            "PATCH",
            f"/priceschedules/HW-PS-{product.id}",
            raw='{"MinQuantity":2,"UseCumulativeQuantity":true}',
        )
        for product in all_products[7:40:8]
    ]
    deleted = [Call("DELETE", f"/products/{product.id}") for product in all_products[100:106]]
    extra = [
        Call("PUT", f"/products/TRIAL-{n}", {"Name": f"Trial product {n}", "Active": True})
        for n in range(1, 8)
    ]
    buyers = [
        Call(
            "PUT", "/buyers/trial-buyer", {"Name": "Trial buyer", "Active": True, "DefaultCatalogID": "trade"}
        ),
        Call("PATCH", "/buyers/brightline", {"Name": "Brightline Medical (trial)"}),
        Call("DELETE", "/buyers/fjord-marine/users/mette-dahl"),
    ]
    own_event = {
        "Name": "Returns trial",
        "EventType": "OrderReturn",
        "CustomImplementationUrl": f"https://returns.{STAGING_HOST}/oc",
        "HashKey": "returns-trial-key",
    }
    own_sender = {
        "Name": "Trial emails",
        "MessageTypes": ["OrderSubmitted"],
        "URL": f"https://mail.{STAGING_HOST}/trial",
        "SharedKey": "trial-mails-key",
    }
    own_webhook = {
        "Name": "Trial watcher",
        "Url": f"https://hooks.{STAGING_HOST}/trial",
        "HashKey": "trial-watcher-key",
        "ApiClientIDs": [STOREFRONT_CLIENT],
        "WebhookRoutes": [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}],
    }
    own = [
        Call("PUT", "/integrationEvents/returns-trial", own_event),
        Call("PUT", "/messagesenders/trial-mails", own_sender),
        Call("PUT", "/webhooks/trial-watcher", own_webhook),
    ]
    linked = [
        Call("PATCH", f"/apiclients/{STOREFRONT_CLIENT}", {"OrderReturnIntegrationEventID": "returns-trial"}),
        Call("POST", "/messagesenders/assignments", {"MessageSenderID": "trial-mails", "BuyerID": "kestrel"}),
    ]
    return [changed + cheaper + deleted + extra + buyers, own, linked]
