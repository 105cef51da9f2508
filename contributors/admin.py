"""Access, invitations, teams and presets in the operator admin."""

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import user_in_admin
from contributors.models import (
    AccessGrant,
    AccessPolicy,
    AccessPreset,
    CustomRole,
    Team,
    TeamMember,
)
from contributors.models.invitation_mixin import InvitationMixin, InvitationQuerySet
from environments.roles import FULL_ACCESS, ROLE_GROUPS, in_order
from lib.admin import ReadOnlyAdmin, ReadOnlyInline


class StateFilter(admin.SimpleListFilter):
    """Accepted, or an invitation that is pending or expired."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [("accepted", "Accepted"), ("pending", "Pending"), ("expired", "Expired")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        assert isinstance(queryset, InvitationQuerySet)
        states = {"accepted": queryset.accepted, "pending": queryset.pending, "expired": queryset.expired}
        return states[self.value() or ""]() if self.value() in states else queryset


class InvitedAdmin(ReadOnlyAdmin):
    """What access grants and team members have in common: whose it is, and the state of the invitation."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="State")
    def state(self, row: InvitationMixin) -> str:
        return "Accepted" if row.is_accepted else "Expired" if row.is_expired else "Pending"


@admin.register(AccessGrant)
class AccessGrantAdmin(InvitedAdmin):
    """What users and teams may do in organizations, and invitations to it."""

    list_display = ["organization", "holder", "is_admin", "state", "invited_by", "accepted_at"]
    list_filter = [StateFilter, "is_admin"]
    list_select_related = ["organization", "user", "team", "invited_by"]
    search_fields = [
        *("organization__id", "organization__name", "team__id", "team__name", "email"),
        *("user__username", "user__name", "user__email"),
    ]
    fields = [
        *("organization", "user", "team", "email", "state", "data_access", "is_admin"),
        *("impersonate_seller", "impersonate_supplier", "impersonate_buyer"),
        *("invited_by", "invited_at", "message", "expires_at", "reminded_at", "accepted_at"),
        *("changed_by", "changed_at"),
    ]
    readonly_fields = ["data_access", "state"]

    @admin.display(description="Contributor")
    def holder(self, grant: AccessGrant) -> str:
        return f"Team {grant.team}" if grant.team else str(grant.user or grant.email)

    @admin.display(description="Data access")
    def data_access(self, grant: AccessGrant) -> str:
        return ", ".join(in_order(grant.roles)) or "None"


@admin.register(TeamMember)
class TeamMemberAdmin(InvitedAdmin):
    """The members of teams, and invitations to teams."""

    list_display = ["team", "member", "is_admin", "state", "invited_by", "accepted_at"]
    list_filter = [StateFilter, "is_admin"]
    list_select_related = ["team", "user", "invited_by"]
    search_fields = ["team__id", "team__name", "email", "user__username", "user__name", "user__email"]
    fields = [
        *("team", "user", "email", "state", "is_admin", "invited_by", "invited_at", "message"),
        *("expires_at", "reminded_at", "accepted_at"),
    ]
    readonly_fields = ["state"]

    @admin.display(description="Member")
    def member(self, member: TeamMember) -> str:
        return str(member.user or member.email)


class TeamMemberInline(ReadOnlyInline):
    """The members of the team."""

    model = TeamMember
    fields = ["user", "email", "is_admin", "accepted_at"]


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    """Teams and their members."""

    list_display = ["name", "id", "owner", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username", "owner__name"]
    show_full_result_count = False
    inlines = [TeamMemberInline]


@admin.register(AccessPolicy)
class AccessPolicyAdmin(ReadOnlyAdmin):
    """The owners' rules for granting access."""

    list_display = ["organization", "admins_grant_own_access_only"]
    list_filter = ["admins_grant_own_access_only"]
    list_select_related = ["organization"]
    search_fields = ["organization__id", "organization__name"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER


@admin.register(CustomRole)
class CustomRoleAdmin(ReadOnlyAdmin):
    """The organizations' own roles."""

    list_display = ["name", "organization"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__id", "organization__name"]
    show_full_result_count = False


class AccessPresetForm(forms.ModelForm):
    """A preset, with its roles as checkboxes in the groups of OrderCloud."""

    roles = forms.MultipleChoiceField(
        choices=[
            (FULL_ACCESS, FULL_ACCESS),
            *((group, [(role, role) for role in roles]) for group, roles in ROLE_GROUPS.items()),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = AccessPreset
        fields = ("name", "description", "roles", "position")


@admin.register(AccessPreset)
class AccessPresetAdmin(admin.ModelAdmin):
    """The presets of data access, which operators write."""

    form = AccessPresetForm
    list_display = ["name", "description", "position"]

    def save_model(
        self, request: HttpRequest, obj: AccessPreset, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        event = Event.ACCESS_PRESET_UPDATED if change else Event.ACCESS_PRESET_CREATED
        audit_log.record(event, by=user_in_admin(request), target=obj, roles=obj.roles)

    def delete_model(self, request: HttpRequest, obj: AccessPreset) -> None:
        audit_log.record(Event.ACCESS_PRESET_DELETED, by=user_in_admin(request), target=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AccessPreset]) -> None:
        for preset in queryset:
            self.delete_model(request, preset)
