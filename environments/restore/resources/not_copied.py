"""Data that a restore through the API cannot copy, and why."""

NOT_COPIED_REASONS = {
    "Orders": "Orders, line items, payments, shipments and returns cannot be written through the API.",
    "Passwords": "OrderCloud never shows a password. Users new in Staging have none; others keep theirs.",
    "Private data": "Addresses and cards that buyer users keep for themselves are visible to them alone.",
    "Subscriptions": "They belong to buyers, as orders do, and a copy would create orders in Staging.",
    "Product collections": "Only the buyer users who own them can write them, as with group orders.",
    "Delivery targets": "OrderCloud never shows their secrets. Delivery configurations that Staging lacks are"
    " created disabled, with a placeholder as their target, and it keeps those that it has.",
    "Custom headers": "OrderCloud never shows the custom authentication headers of webhooks and integrations."
    " Staging keeps its own.",
    "Further client secrets": "OrderCloud shows them only when it makes them. Staging keeps its own.",
    "Counters": "Numbers that OrderCloud counts itself, such as how often a promotion was used.",
}
"""Data that a restore through the API cannot copy, and why. Every report lists it."""
