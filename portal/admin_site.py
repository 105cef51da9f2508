"""The operator admin: Django's admin behind the portal's own sign-in."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from accounts.login.session import has_second_factor
from organizations.production_requests import overview
from portal.admin_search import with_bounded_search

# Only these packages' pages are shown. Libraries would add linked accounts and authenticators, with which
# operators could sign in as anyone, and models that the portal does not use, such as groups.
APPS = {"portal", "console", "contributors", "organizations", "accounts"}


class OperatorSite(AdminSite):
    """An admin site whose sign-in is the portal's, with its rate limits and two-factor authentication."""

    site_header = "Operator admin"
    site_title = "Operator admin"
    index_title = "Operator admin"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Register models like Django, but only with admin classes of the portal itself."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        own = admin_class is not None and admin_class.__module__.partition(".")[0] in APPS
        if own:
            super().register(models, with_bounded_search(admin_class), **options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits for an operator before the models."""
        can_decide = request.user.has_perm("organizations.view_productionrequest")
        waiting = overview.waiting() if can_decide else []
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and has_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the portal's sign-in, or an operator who is signed in to two-factor authentication."""
        if request.user.is_staff and not has_second_factor(request):
            next_url = request.GET.get("next") or reverse("admin:index")
            query = urlencode({"second": "", "next": next_url})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")
        return secure_admin_login(super().login)(request, extra_context)
