"""What a week of work left in the demo's Staging: changes, losses and leftovers that the restore takes back,
and webhooks and integrations of its own, which it must put back."""

from portal.demo.marketplace import STOREFRONT_CLIENT, Call
from portal.demo.product_range import tools

OWN_HOST = "staging.hartwell.example"


def calls() -> list[list[Call]]:
    """The calls in phases."""
    some = list(tools())
    changed = [
        Call("PATCH", f"/products/{tool.id}", {"Name": f"{tool.name} (test)", "xp": {"Tested": True}})
        for tool in some[5:60:5]
    ]
    cheaper = [
        Call(
            "PATCH", f"/priceschedules/HW-PS-{tool.id}", raw='{"MinQuantity":2,"UseCumulativeQuantity":true}'
        )
        for tool in some[7:40:8]
    ]
    gone = [Call("DELETE", f"/products/{tool.id}") for tool in some[100:106]]
    extra = [
        Call("PUT", f"/products/TRIAL-{n}", {"Name": f"Trial product {n}", "Active": True})
        for n in range(1, 8)
    ]
    people = [
        Call(
            "PUT", "/buyers/trial-buyer", {"Name": "Trial buyer", "Active": True, "DefaultCatalogID": "trade"}
        ),
        Call("PATCH", "/buyers/brightline", {"Name": "Brightline Medical (trial)"}),
        Call("DELETE", "/buyers/fjord-marine/users/mette-dahl"),
    ]
    own_event = {
        "Name": "Returns trial",
        "EventType": "OrderReturn",
        "CustomImplementationUrl": f"https://returns.{OWN_HOST}/oc",
        "HashKey": "returns-trial-key",
    }
    own_sender = {
        "Name": "Trial mails",
        "MessageTypes": ["OrderSubmitted"],
        "URL": f"https://mail.{OWN_HOST}/trial",
        "SharedKey": "trial-mails-key",
    }
    own_webhook = {
        "Name": "Trial watcher",
        "Url": f"https://hooks.{OWN_HOST}/trial",
        "HashKey": "trial-watcher-key",
        "ApiClientIDs": [STOREFRONT_CLIENT],
        "WebhookRoutes": [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}],
    }
    own = [
        Call("PUT", "/integrationEvents/returns-trial", own_event),
        Call("PUT", "/messagesenders/trial-mails", own_sender),
        Call("PUT", "/webhooks/trial-watcher", own_webhook),
    ]
    tied = [
        Call("PATCH", f"/apiclients/{STOREFRONT_CLIENT}", {"OrderReturnIntegrationEventID": "returns-trial"}),
        Call("POST", "/messagesenders/assignments", {"MessageSenderID": "trial-mails", "BuyerID": "kestrel"}),
    ]
    return [changed + cheaper + gone + extra + people, own, tied]
