"""The Portal API of restores: all routers of this layer."""

from ninja import Router

from organizations.restores.api import restore_webhooks

router = Router()
router.add_router("", restore_webhooks.router)
