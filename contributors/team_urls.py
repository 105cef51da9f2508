"""URLs of teams, under `/teams/`."""

from django.urls import path

from contributors.views import team_members, team_ownership, teams

app_name = "teams"
urlpatterns = [
    path("", teams.team_list, name="list"),
    path("new/", teams.create, name="create"),
    path("<str:team_id>/", teams.detail, name="detail"),
    path("<str:team_id>/edit/", teams.edit, name="edit"),
    path("<str:team_id>/invite/", team_members.invite, name="invite"),
    path("<str:team_id>/members/<int:pk>/", team_members.member, name="member"),
    path("<str:team_id>/leave/", team_members.leave, name="leave"),
    path("<str:team_id>/transfer/", team_ownership.transfer, name="transfer"),
    path("<str:team_id>/delete/", team_ownership.delete, name="delete"),
]
