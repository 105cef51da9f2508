"""People in the Portal API: all routers of this floor."""

from ninja import Router

from accounts import api_confirmation, api_me, api_tokens

router = Router()
for part in (api_tokens, api_me, api_confirmation):
    router.add_router("", part.router)
