"""What is particular to some resources: modules named for their subject, which register with acting."""

from environments.emulator.rules.catalog import (
    catalogs,
    currencies,
    facets,
    inventory,
    products,
    specs,
    variants,
)
from environments.emulator.rules.integrations import api_clients, calls, cc_listeners, validation, xp_indices
from environments.emulator.rules.me import catalog, resources, user
from environments.emulator.rules.orders import (
    addresses,
    approval,
    approval_groups,
    discounts,
    fulfillment,
    line_items,
    orders,
    payments,
    refunds,
    returns,
    shipments,
    submission,
    worksheets,
)
from environments.emulator.rules.users import (
    anonymous,
    assignments,
    buyers,
    impersonation,
    locales,
    move,
    ownership,
    password_resets,
    security_profiles,
    spending_accounts,
    users,
)
