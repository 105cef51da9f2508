"""The Portal API: the routers of all layers."""

from django.contrib.auth.decorators import login_not_required

from accounts.api import router as accounts
from contributors.api import router as contributors
from lib.api.parser import PlainTextParser
from organizations.api import router as organizations
from organizations.restores.api import router as restores
from portal.api import idempotency
from portal.api.document.build import PortalApi
from portal.api.errors import add_exception_handlers
from portal.api.throttling import RequestThrottle

api = PortalApi(
    title="Portal API",
    version="1.0",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=PlainTextParser(),
    throttle=RequestThrottle(),
)
api.add_decorator(idempotency.store, mode="view")
api.add_decorator(idempotency.replay, mode="operation")
for router in (accounts, organizations, restores, contributors):
    api.add_router("", router)
add_exception_handlers(api)

api_urls = api.urls
for route in api_urls[0]:
    # Each operation requires a token; clients have no use for a redirect to the sign-in page.
    if route.callback:
        login_not_required(route.callback)
