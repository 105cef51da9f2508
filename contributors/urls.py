"""URLs of contributors, under `/organizations/<organization_id>/`."""

from django.urls import path

from contributors.views import transfer

app_name = "contributors"
urlpatterns = [
    path("transfer/", transfer.choose, name="transfer"),
    path("transfer/confirm/", transfer.confirm, name="confirm_transfer"),
]
