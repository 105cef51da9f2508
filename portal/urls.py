"""URLs of the portal; each layer adds its own."""

from django.contrib import admin
from django.urls import include, path

from portal.api.api import api_urls
from portal.api.reference import openapi_json, reference_page
from portal.health import health, liveness, metrics
from portal.home import dashboard, organization_list_page
from portal.mailbox import mailbox
from portal.menu import menu
from portal.search.page import search_page

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", dashboard, name="home"),
    path("menu/", menu, name="menu"),
    path("search/", search_page, name="search"),
    path("teams/", include("contributors.team_urls")),
    path("organizations/", organization_list_page, name="organizations"),
    path("organizations/requests/", include("organizations.production_request_urls")),
    path("organizations/", include("organizations.urls")),
    path("organizations/<str:organization_id>/restores/", include("organizations.restores.urls")),
    path("organizations/<str:organization_id>/team-access/", include("contributors.team_access_urls")),
    path("organizations/<str:organization_id>/", include("contributors.urls")),
    path("", include("contributors.invitation_urls")),
    path("organizations/<str:organization_id>/enhanced/", include("console.enhanced_urls")),
    path("", include("console.urls")),
    path("", include("accounts.urls")),
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox, name="mailbox_detail"),
    path("api/v1/openapi.json", openapi_json, name="openapi_json"),
    path("api/v1/docs", reference_page, name="api_reference"),
    path("api/v1/", api_urls),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("alive/", liveness, name="alive"),
    path("metrics/", metrics, name="metrics"),
]
