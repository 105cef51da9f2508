"""Setup records as OrderCloud takes them."""

SUPPORT_ACTS = {"ImpersonationGroupID": "support", "BuyerID": "b1", "SecurityProfileID": "shopper"}
SENDER = {
    "Name": "Emails",
    "MessageTypes": ["OrderSubmitted"],
    "URL": "https://emails.example/{messagetype}",
    "SharedKey": "a shared key",
}
CONNECT = {
    "ConnectClientID": "portal",
    "ConnectClientSecret": "a secret",
    "AppStartUrl": "https://shop.example?token={0}",
    "AuthorizationEndpoint": "https://login.example/authorize",
    "TokenEndpoint": "https://login.example/token",
}
