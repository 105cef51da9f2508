"""What operators do with an organization in the admin: each act is a page with a form that asks why.

Higher layers register theirs, as `contributors` does with the transfer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.http import AuthenticatedHttpRequest
from accounts.operators import Operator
from lib.admin import ReadOnlyAdmin
from lib.plain_text import PlainTextForm
from organizations.models import Organization


class ReasonForm(PlainTextForm):
    """Why the operator does it; forms with further fields build on it."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Recorded in the audit log with your name.",
        error_messages={"required": "Enter a reason."},
    )

    def __init__(self, data: Any, organization: Organization) -> None:
        super().__init__(data)
        self.organization = organization


@dataclass(frozen=True)
class OperatorAction:
    """One act.

    Attributes:
        name: the last part of its address.
        label: the button that leads to it.
        button: the button that does it.
        is_danger: whether it takes something away.
        permission: of Django, which the operator needs for the model: "change" or "delete".
        applies_to: whether it can be done with an organization now.
        explanation: what it does, in a sentence or two.
        affected: the organizations that it includes.
        run: does it and returns the sentence that is shown then.
    """

    name: str
    label: str
    button: str
    permission: str
    form_class: type[ReasonForm]
    applies_to: Callable[[Organization], bool]
    explanation: Callable[[Organization], str]
    affected: Callable[[Organization], list[Organization]]
    run: Callable[[Organization, dict[str, Any], Operator], str]
    is_danger: bool = False

    @property
    def url_name(self) -> str:
        return f"organizations_organization_act_{self.name}"


_actions: list[OperatorAction] = []


def register(action: OperatorAction) -> None:
    """Add an act to the pages of all organizations; called by the module that defines it."""
    _actions.append(action)


class OperatorActionsAdmin(ReadOnlyAdmin):
    """The pages of all registered acts, and the buttons that lead to them."""

    def get_urls(self) -> list:
        pages = [
            path(
                f"<path:object_id>/{action.name}/",
                self.admin_site.admin_view(self.act),
                {"action": action},
                name=action.url_name,
            )
            for action in _actions
        ]
        return [*pages, *super().get_urls()]

    def change_view(
        self,
        request: Any,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the organization, with the buttons of what can be done with it."""
        organization = self.get_object(request, unquote(object_id))
        acts = [
            {"label": action.label, "url": reverse(f"admin:{action.url_name}", args=[quote(organization.pk)])}
            for action in _actions
            if organization and action.applies_to(organization) and _may(request, action)
        ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "acts": acts})

    def act(
        self, request: AuthenticatedHttpRequest, object_id: str, action: OperatorAction
    ) -> HttpResponseBase:
        """Ask for the reason, then do it."""
        organization = self.get_object(request, unquote(object_id))
        if not _may(request, action):
            raise PermissionDenied
        if organization is None or not action.applies_to(organization):
            raise Http404
        form = action.form_class(request.POST or None, organization)
        if form.is_valid():
            try:
                done = action.run(
                    organization, form.cleaned_data, Operator(request.user, form.cleaned_data["reason"])
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                if Organization.objects.filter(pk=unquote(object_id)).exists():
                    return redirect("admin:organizations_organization_change", object_id)
                return redirect("admin:organizations_organization_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": organization,
            "title": f"{action.label} {organization}",
            "action": action,
            "explanation": action.explanation(organization),
            "organizations": action.affected(organization),
            "form": form,
            "cancel_url": reverse("admin:organizations_organization_change", args=[quote(organization.pk)]),
        }
        return TemplateResponse(
            request,
            "admin/organizations/organization/act.html",
            context,
            status=422 if form.is_bound else 200,
        )


def _may(request: AuthenticatedHttpRequest, action: OperatorAction) -> bool:
    return request.user.has_perm(f"organizations.{action.permission}_organization")
