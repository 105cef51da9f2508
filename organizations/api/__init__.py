"""The Portal API of organizations: all routers of this layer."""

from ninja import Router

from organizations.api import organizations

router = Router()
for module in (organizations,):
    router.add_router("", module.router)
