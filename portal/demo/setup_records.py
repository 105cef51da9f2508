"""The demo's sign-in through an identity provider, its impersonation, and who gets copies of messages."""

from portal.demo.marketplace import STOREFRONT_CLIENT, Call


def batches(host: str) -> list[list[Call]]:
    """Return batches of calls, each concurrent, in order; they need the records of the marketplace.

    Args:
        host: the environment's own, where its events are received.
    """
    return [_events_and_profiles(host), _configs(host)]


def _events_and_profiles(host: str) -> list[Call]:
    events = {
        "sign-in": ("Sign-in", "OpenIDConnect", ["BuyerUserAdmin"]),
        "returns": ("Returns", "OrderReturn", []),
    }
    calls = [
        Call(
            "PUT",
            f"/integrationEvents/{event}",
            {
                "Name": name,
                "EventType": event_type,
                "CustomImplementationUrl": f"https://{event}.{host}/oc",
                "HashKey": f"{event}-{host}"[:50],
                "ElevatedRoles": roles,
                "ConfigData": {"environment": host},
            },
        )
        for event, (name, event_type, roles) in events.items()
    ]
    support = {
        "Name": "Support",
        "Roles": ["Shopper", "OrderReader"],
        "CustomRoles": ["SupportDesk"],
        "PasswordConfig": {"MinimumCharacterCount": 12, "NumericRequired": True, "LockoutDuration": 10},
    }
    field_team = {"Name": "Field team", "Description": "Those who visit customers"}
    return [
        *calls,
        Call("PUT", "/securityprofiles/support", support),
        Call("PUT", "/suppliers/nordhagen/usergroups/field-team", field_team),
    ]


def _configs(host: str) -> list[Call]:
    connect = {
        "OrderCloudApiClientID": STOREFRONT_CLIENT,
        "ConnectClientID": "hartwell-storefront",
        "ConnectClientSecret": f"connect-{host}",
        "AppStartUrl": f"https://shop.{host}/start?token={{0}}",
        "AuthorizationEndpoint": "https://login.identity.example/authorize",
        "TokenEndpoint": "https://login.identity.example/token",
        "UrlEncoded": True,
        "IntegrationEventID": "sign-in",
        "CallSyncUserIntegrationEvent": True,
        "AdditionalIdpScopes": ["profile", "email"],
    }
    may_act = {
        "ImpersonationGroupID": "support",
        "BuyerID": "brightline",
        "SecurityProfileID": "support",
        "ClientID": STOREFRONT_CLIENT,
    }
    assigned = {"SecurityProfileID": "support", "UserGroupID": "support"}
    member = {"UserGroupID": "field-team", "UserID": "elke-brandt"}
    return [
        Call("PUT", "/openidconnects/company-login", connect),
        Call("PUT", "/impersonationconfig/support-acts-as-brightline", may_act),
        Call("POST", "/securityprofiles/assignments", assigned),
        Call("POST", "/suppliers/nordhagen/usergroups/assignments", member),
    ]
