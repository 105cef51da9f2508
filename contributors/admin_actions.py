"""What operators do with the access to an organization in the admin, each with a reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.operators import Operator
from contributors.grants.changing import holder_name
from contributors.invitations.ending import end
from contributors.models import AccessGrant
from contributors.ownership.transfer import transfer, transferred_with
from organizations.admin.actions import OperatorAction, ReasonForm, register
from organizations.admin_forms import UsernameField
from organizations.models import Organization


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


TEAM_PREFIX = "team "  # before a team ID that is also a username


class RemoveAccessForm(ReasonForm):
    """Whose access ends: a person's or a team's, and the reason."""

    field_order = ["holder", "reason"]
    holder = forms.CharField(
        label="Username, email or team ID",
        max_length=254,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={"required": "Enter a username, an email or a team ID."},
    )

    def clean_holder(self) -> AccessGrant:
        text = self.cleaned_data["holder"].strip()
        names_team = text.lower().startswith(TEAM_PREFIX)
        of_team = self._grant(text[len(TEAM_PREFIX) :].strip() if names_team else text, "team__id")
        of_person = None if names_team else self._grant(text, "user__username", "user__email", "email")
        if of_person and of_team:
            raise ValidationError(
                f"{text} is a person and a team. Enter the email of the person, or {TEAM_PREFIX}{text}."
            )
        if grant := of_person or of_team:
            return grant
        raise ValidationError(f"{text} has no access to {self.organization.pk} and no invitation.")

    def _grant(self, text: str, *fields: str) -> AccessGrant | None:
        """Return the first grant of the organization of which one of these fields is `text`, in any case."""
        grants = AccessGrant.objects.filter(organization=self.organization).select_related("user", "team")
        found = (grants.filter(**{f"{field}__iexact": text}).first() for field in fields)
        return next(filter(None, found), None)


def _remove_access(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    grant: AccessGrant = data["holder"]
    done = "Removed the access" if end(grant, by=operator) else "Revoked the invitation"
    return f"{done} of {holder_name(grant)} to {organization.pk}."


register(
    OperatorAction(
        name="remove-access",
        label="Remove access",
        button="Remove access",
        permission="change",
        is_danger=True,
        form_class=RemoveAccessForm,
        applies_to=lambda organization: organization.deleted_at is None,
        explanation=lambda organization: (
            "Ends the direct access of a person, the access of a team, or an invitation. "
            "The person or the members of the team, and the owner, are emailed."
        ),
        affected=lambda organization: [organization],
        run=_remove_access,
    )
)
