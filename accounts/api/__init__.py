"""The Portal API of accounts: all routers of this layer."""

from ninja import Router

from accounts.api import (
    audit_log,
    authorization_methods,
    confirmation,
    me,
    password_reset,
    registration,
    tokens,
    users,
)

router = Router()
MODULES = (
    *(tokens, registration, password_reset, me, authorization_methods, users, confirmation),
    audit_log,
)
for module in MODULES:
    router.add_router("", module.router)
