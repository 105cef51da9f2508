"""The Portal API of restores: all routers of this layer."""

from ninja import Router

from organizations.restores.api import event_webhooks, plans, restores, schedule, webhook

router = Router()
for module in (webhook, event_webhooks, restores, plans, schedule):
    router.add_router("", module.router)
