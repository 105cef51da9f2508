"""Access grants and teams in the operator admin, read-only."""

from django.contrib import admin

from contributors.models import AccessGrant, Team, TeamMember
from lib.admin import ReadOnlyAdmin, ReadOnlyInline


@admin.register(AccessGrant)
class AccessGrantAdmin(ReadOnlyAdmin):
    """What users and teams may do in organizations."""

    list_display = ["organization", "user", "team", "is_admin", "accepted_at"]
    list_filter = ["is_admin", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organization", "user", "team"]
    search_fields = ["organization__id", "organization__name", "user__username", "team__name"]
    show_full_result_count = False
    exclude = ["roles"]
    readonly_fields = ["data_access"]

    @admin.display(description="Data access")
    def data_access(self, grant: AccessGrant) -> str:
        return ", ".join(grant.roles) or "None"


class TeamMemberInline(ReadOnlyInline):
    """The members of the team."""

    model = TeamMember
    fields = ["user", "is_admin", "accepted_at"]


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    """Teams and their members."""

    list_display = ["name", "id", "owner", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    inlines = [TeamMemberInline]
