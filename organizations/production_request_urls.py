"""URLs of Production requests, under `/organizations/requests/`."""

from django.urls import path

from organizations.views import production_requests

app_name = "production_requests"
urlpatterns = [
    path("", production_requests.listing, name="list"),
    path("new/", production_requests.new, name="new"),
    path("id/", production_requests.check_id, name="check_id"),
    path("<int:pk>/", production_requests.detail, name="detail"),
    path("<int:pk>/edit/", production_requests.edit, name="edit"),
    path("<int:pk>/reply/", production_requests.reply, name="reply"),
    path("<int:pk>/withdraw/", production_requests.withdraw, name="withdraw"),
]
