"""The Portal API of organizations: all routers of this layer."""

from ninja import Router

from organizations.api import audit_log, connection, organizations, search_indexes, synchronization

router = Router()
for module in (organizations, audit_log, connection, search_indexes, synchronization):
    router.add_router("", module.router)
