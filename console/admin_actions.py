"""What operators do with the console of an organization in the admin, each with a reason."""

from typing import Any

from django import forms

from accounts.operators import Operator
from console.guard.settings import change_settings, settings_of
from organizations.admin.actions import OperatorAction, ReasonForm, register
from organizations.models import Environment, Organization


class WriteGuardForm(ReasonForm):
    """What the organization requires before a write, and the reason."""

    field_order = ["requires_review", "deletes_need_approval", "reason"]
    requires_review = forms.BooleanField(
        label="Lock writes, and review each before it is sent", required=False
    )
    deletes_need_approval = forms.BooleanField(label="A second person approves deletes", required=False)

    def __init__(self, data: Any, organization: Organization) -> None:
        super().__init__(data, organization)
        current = settings_of(organization)
        if organization.environment == Environment.PRODUCTION:
            del self.fields["requires_review"]
            self.fields["deletes_need_approval"].initial = current.deletes_need_approval
        else:
            del self.fields["deletes_need_approval"]
            self.fields["requires_review"].initial = current.requires_review


def _change(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    change_settings(
        organization,
        requires_review=data.get("requires_review", False),
        deletes_need_approval=data.get("deletes_need_approval", False),
        by=operator,
    )
    return f"Changed the write guard of {organization.pk}."


def _explain(organization: Organization) -> str:
    if organization.environment == Environment.PRODUCTION:
        return "Writes to Production are always locked and reviewed. Deletes can need a second person too."
    return "Writes are locked until someone unlocks them for an hour, and each is reviewed first."


register(
    OperatorAction(
        name="write-guard",
        label="Write guard",
        button="Save write guard",
        permission="change",
        form_class=WriteGuardForm,
        applies_to=lambda organization: organization.deleted_at is None,
        explanation=_explain,
        affected=lambda organization: [organization],
        run=_change,
    )
)
