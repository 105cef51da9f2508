"""URLs of the teams of an organization, under `/organizations/<organization_id>/team-access/`."""

from django.urls import path

from contributors.views import team_access

app_name = "team_access"
urlpatterns = [
    path("", team_access.team_access, name="list"),
    path("invite/", team_access.invite, name="invite"),
    path("<int:pk>/edit/", team_access.edit, name="edit"),
    path("<int:pk>/remove/", team_access.remove, name="remove"),
]
