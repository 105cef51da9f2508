"""The Portal API of restores: all routers of this layer."""

from ninja import Router

from organizations.restores.api import plans, restore_webhooks, restores, schedule, webhook

router = Router()
for module in (webhook, restore_webhooks, restores, plans, schedule):
    router.add_router("", module.router)
