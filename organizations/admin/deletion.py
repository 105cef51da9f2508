"""Deletion, its undoing and the purge as acts of operators in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.operators import Operator
from organizations import deletion
from organizations.admin.actions import OperatorAction, ReasonForm, register
from organizations.models import Organization


class DeleteForm(ReasonForm):
    """The reason, and for Production whether its Staging is deleted too."""

    field_order = ["with_staging", "reason"]
    with_staging = forms.BooleanField(required=False, initial=True)

    def __init__(self, data: Any, organization: Organization) -> None:
        super().__init__(data, organization)
        affected = deletion.affected(organization, by=Operator())
        if len(affected) == 1:
            del self.fields["with_staging"]
        else:
            self.fields["with_staging"].label = f"Also delete {affected[1].pk}"


def _delete(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    deleted = deletion.delete(organization, by=operator, with_staging=data.get("with_staging", False))
    return f"Deleted {_names(deleted)}."


def _restore(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    return f"Restored {_names(deletion.undelete(organization, by=operator))}."


def _purge(organization: Organization, data: dict[str, Any], operator: Operator) -> str:
    id = organization.pk
    if not deletion.purge(organization, by=operator):
        organization.refresh_from_db()
        reason = organization.purge_failure or "Another process purges it now."
        raise ValidationError(f"{id} is not purged yet. {reason} The portal tries again every hour.")
    return f"Purged {id}."


def _names(organizations: list[Organization]) -> str:
    return " and ".join(item.pk for item in organizations)


def _is_deleted(organization: Organization) -> bool:
    return organization.deleted_at is not None


def _explain_purge(organization: Organization) -> str:
    where = "here and on OrderCloud" if deletion.can_purge(organization) else "here only"
    return f"This removes the organization {where} now. It can't be undone."


register(
    OperatorAction(
        name="undelete",
        label="Restore",
        button="Restore organization",
        permission="change",
        form_class=ReasonForm,
        applies_to=_is_deleted,
        explanation=lambda organization: "This is restored for everyone who had access.",
        affected=deletion.deleted_together,
        run=_restore,
    )
)
register(
    OperatorAction(
        name="purge",
        label="Purge",
        button="Purge organization",
        is_danger=True,
        permission="delete",
        form_class=ReasonForm,
        applies_to=_is_deleted,
        explanation=_explain_purge,
        affected=lambda organization: [organization],
        run=_purge,
    )
)
register(
    OperatorAction(
        name="delete",
        label="Delete",
        button="Delete organization",
        is_danger=True,
        permission="delete",
        form_class=DeleteForm,
        applies_to=lambda organization: not _is_deleted(organization),
        explanation=lambda organization: (
            "What you delete disappears for everyone immediately and can be restored for "
            f"{deletion.RETENTION.days} days."
        ),
        affected=lambda organization: deletion.affected(organization, by=Operator()),
        run=_delete,
    )
)
