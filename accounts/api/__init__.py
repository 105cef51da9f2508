"""The Portal API of accounts: all routers of this layer."""

from ninja import Router

from accounts.api import authorization_methods, confirmation, me, password_reset, registration, tokens, users

router = Router()
for module in (tokens, registration, password_reset, me, authorization_methods, users, confirmation):
    router.add_router("", module.router)
