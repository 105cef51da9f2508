"""Records of what OrderCloud has since 1.0.454: a buyer group, a bundle, a discount, a subscription."""

from portal.demo.marketplace import Call
from portal.demo.products import products

BUNDLE, DISCOUNT, SUBSCRIPTION, GROUP, PROMOTION = (
    "workshop-starter",
    "measuring-by-the-dozen",
    "brightline-monthly",
    "key-accounts",
    "ten-off-large-orders",
)


def batches() -> list[list[Call]]:
    """Return batches of calls, in order. Products, buyers and catalogs must exist."""
    torque, measuring = (
        [product.id for product in products() if product.category == category and product.active][:2]
        for category in ("torque", "measuring")
    )
    records = [
        Call("PUT", f"/buyergroups/{GROUP}", {"Name": "Key accounts", "Description": "Large customers"}),
        Call("PUT", f"/bundles/{BUNDLE}", {"Name": "Workshop starter set", "Active": True}),
        Call("PUT", f"/discounts/{DISCOUNT}", _discount(measuring[0])),
        Call("PUT", f"/promotions/{PROMOTION}", _promotion()),
        Call("PUT", f"/subscriptions/{SUBSCRIPTION}", _subscription()),
    ]
    assigned = [
        Call("PATCH", "/buyers/brightline", {"GroupID": GROUP}),
        *(
            Call("POST", "/bundles/productassignments", {"BundleID": BUNDLE, "ProductID": product})
            for product in (torque[0], measuring[0])
        ),
        Call("POST", "/catalogs/bundleassignments", {"CatalogID": "trade", "BundleID": BUNDLE}),
        Call("POST", "/discounts/assignments", {"DiscountID": DISCOUNT, "BuyerGroupID": GROUP}),
        Call("POST", "/promotions/assignments", {"PromotionID": PROMOTION, "BuyerID": "brightline"}),
        Call(
            "PUT",
            f"/subscriptions/{SUBSCRIPTION}/items/supplies",
            {"ProductID": torque[0], "Quantity": 4},
        ),
    ]
    bundle_of_buyer = Call("POST", "/bundles/assignments", {"BundleID": BUNDLE, "BuyerID": "brightline"})
    return [records, assigned, [bundle_of_buyer]]


def _discount(product: str) -> dict:
    breaks = [{"Quantity": 12, "Amount": 1.5}, {"Quantity": 48, "Amount": 2.5}]
    return {"Description": "Less for a dozen and more", "ProductID": product, "DiscountBreaks": breaks}


def _promotion() -> dict:
    return {
        "Name": "Ten off large orders",
        "Code": "TEN-OFF",
        "Active": True,
        "AutoApply": True,
        "Priority": 1,
        "CanCombine": True,
        "EligibleExpression": "order.Subtotal > 500",
        "ValueExpression": "10",
    }


def _subscription() -> dict:
    return {
        "Frequency": 1,
        "Interval": "Months",
        "NextOrderDate": "2031-01-15T08:00:00Z",
        "FromCompanyID": "brightline",
        "FromUserID": "marcus-vela",
        "Payment": {"Type": "PurchaseOrder"},
    }
