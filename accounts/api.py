"""People in the Portal API: all routers of this floor."""

from ninja import Router

from accounts import api_confirmation, api_door, api_me, api_people, api_tokens, api_ways

router = Router()
for part in (api_tokens, api_door, api_me, api_ways, api_people, api_confirmation):
    router.add_router("", part.router)
