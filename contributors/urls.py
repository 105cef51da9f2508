"""URLs of contributors, under `/organizations/<organization_id>/`."""

from django.urls import path

from contributors.views import (
    access,
    bulk,
    contributors,
    contributors_csv,
    policy,
    removal,
    transfer,
    who,
)

app_name = "contributors"
urlpatterns = [
    path("contributors/", contributors.contributor_page, name="list"),
    path("contributors/csv/", contributors_csv.contributors_csv, name="csv"),
    path("contributors/who/", who.who, name="who"),
    path("contributors/<int:user_id>/", contributors.detail, name="detail"),
    path("contributors/<int:user_id>/direct/", contributors.direct, name="direct"),
    path("contributors/<int:user_id>/changes/", contributors.changes, name="changes"),
    path("contributors/<int:user_id>/calls/", contributors.calls, name="calls"),
    path("contributors/<int:user_id>/edit/", access.edit, name="edit"),
    path("contributors/<int:user_id>/remove/", removal.remove, name="remove"),
    path("contributors/roles/", bulk.roles, name="roles"),
    path("contributors/policy/", policy.policy, name="policy"),
    path("leave/", removal.leave, name="leave"),
    path("transfer/", transfer.choose, name="transfer"),
    path("transfer/confirm/", transfer.confirm, name="confirm_transfer"),
]
