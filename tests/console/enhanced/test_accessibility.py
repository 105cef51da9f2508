"""Every enhanced page of the setup resources, as axe sees it."""

from tests.console.enhanced.records import CONNECT, SENDER, SUPPORT_ACTS
from tests.visual.accessibility import axe_violations

ROOT = "/organizations/acme_Sandbox/enhanced/"
OF_BUYER = "?company=buyer&of=b1"
PATHS = (
    "security-profiles/shopper/",
    "security-profiles/shopper/delete/",
    "integration-events/checkout/",
    "message-senders/emails/",
    "openid-connects/login/",
    "impersonation-configs/support-acts/",
    f"users/ann/{OF_BUYER}",
    f"user-groups/approvers/{OF_BUYER}",
)


def test_the_pages_of_setup_resources_are_accessible(sign_in, cast, seller, storefront):
    fill(seller, storefront["ID"])
    page = sign_in(cast.olive, f"{ROOT}users/?company=buyer")
    origin = page.url.partition("/organizations")[0]
    assert axe_violations(page) == []
    for path in PATHS:
        page.goto(origin + ROOT + path)
        for fold in page.locator("details").all()[:3]:
            fold.evaluate("fold => fold.open = true")
        assert axe_violations(page) == [], path


def fill(seller, client: str) -> None:
    """Create one record of each kind."""
    seller.put("/buyers/b1", {"Name": "First buyer", "Active": True})
    seller.put("/buyers/b1/usergroups/approvers", {"Name": "Approvers"})
    user = {"Username": "ann", "FirstName": "Ann", "LastName": "Lee", "Email": "ann@b1.example"}
    seller.put("/buyers/b1/users/ann", user | {"Active": True})
    seller.post("/buyers/b1/usergroups/assignments", {"UserGroupID": "approvers", "UserID": "ann"})
    seller.put("/usergroups/support", {"Name": "Support"})
    seller.put("/securityprofiles/shopper", {"Name": "Shopper", "Roles": ["Shopper"]})
    seller.post("/securityprofiles/assignments", {"SecurityProfileID": "shopper", "BuyerID": "b1"})
    seller.put("/messagesenders/emails", SENDER)
    listener = {"MessageSenderAssignment": {"MessageSenderID": "emails"}, "MessageType": "OrderSubmitted"}
    seller.post("/messagesenders/CCListenerAssignments", listener | {"BuyerID": "b1"})
    seller.put("/openidconnects/login", CONNECT | {"OrderCloudApiClientID": client})
    seller.put("/impersonationconfig/support-acts", SUPPORT_ACTS | {"ClientID": client})
