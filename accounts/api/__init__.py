"""People in the Portal API: all routers of this floor."""

from ninja import Router

from accounts.api import authorization_methods, confirmation, me, registration, tokens, users

router = Router()
for part in (tokens, registration, me, authorization_methods, users, confirmation):
    router.add_router("", part.router)
