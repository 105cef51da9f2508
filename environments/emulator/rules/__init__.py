"""Rules of single resources: modules named for their subject, which register with `registry`."""

from environments.emulator.rules.cart import active_order, cart, delegation
from environments.emulator.rules.catalog import (
    bundles,
    catalog_assignments,
    catalogs,
    child_products,
    currencies,
    discounts,
    facets,
    inventory,
    inventory_assignments,
    products,
    specs,
    variants,
)
from environments.emulator.rules.deliveries import (
    configurations,
    entity_sync,
    error_configs,
    inventory_integration,
    manual_sync,
    order_sync,
    tracking_events,
)
from environments.emulator.rules.integrations import (
    api_client_secrets,
    api_clients,
    cc_listeners,
    custom_headers,
    validation,
    xp_indices,
)
from environments.emulator.rules.me import (
    anonymous,
    catalog,
    collection_invitations,
    forgotten_credentials,
    group_orders,
    password_resets,
    product_collections,
    resources,
    user,
)
from environments.emulator.rules.me import products as own_products
from environments.emulator.rules.orders import (
    ad_hoc_products,
    addresses,
    approval,
    approval_expressions,
    bundle_items,
    fulfillment,
    integration_events,
    line_items,
    orders,
    payments,
    promotions,
    refunds,
    repeat,
    returns,
    shipments,
    submission,
    worksheets,
)
from environments.emulator.rules.promotions import codes, deactivation, order_promotions, refresh
from environments.emulator.rules.subscriptions import bundle_items as subscription_bundles
from environments.emulator.rules.subscriptions import integrations, items, subscriptions
from environments.emulator.rules.subscriptions import me as own_subscriptions
from environments.emulator.rules.users import (
    account_access,
    assignments,
    buyers,
    impersonation,
    locales,
    move,
    ownership,
    security_profiles,
    spending_accounts,
    users,
)
