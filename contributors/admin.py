"""Access grants and teams in the operator admin, read-only, and the transfer of an organization."""

from typing import Any

from django import forms
from django.contrib import admin

from accounts.operators import Operator
from contributors.models import AccessGrant, Team, TeamMember
from contributors.ownership.transfer import transfer, transferred_with
from lib.admin import ReadOnlyAdmin, ReadOnlyInline
from organizations.admin.actions import OperatorAction, ReasonForm, register
from organizations.admin_forms import UsernameField
from organizations.models import Organization


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


class TransferForm(ReasonForm):
    """The new owner, whether the former owner stays, and the reason."""

    field_order = ["new_owner", "stays", "reason"]
    new_owner = UsernameField(
        label="Username of the new owner",
        max_length=150,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="A contributor who has accepted.",
        error_messages={"required": "Enter a username."},
    )
    stays = forms.BooleanField(
        label="The former owner stays as an admin with full access", required=False, initial=True
    )


def _transfer(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    transferred = transfer(organization, to=data["new_owner"], stays=data["stays"], by=operator)
    return f"Transferred {' and '.join(item.pk for item in transferred)} to {data['new_owner'].username}."


register(
    OperatorAction(
        name="transfer",
        label="Transfer",
        button="Transfer ownership",
        permission="change",
        form_class=TransferForm,
        applies_to=lambda organization: organization.deleted_at is None,
        explanation=lambda organization: (
            f"{organization.owner} ({organization.owner.username}) owns this now. "
            "Both owners are emailed. Connections that use the account of the former owner are dropped."
        ),
        affected=transferred_with,
        run=_transfer,
    )
)
