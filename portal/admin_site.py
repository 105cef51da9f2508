"""The operators' admin: Django's own pages behind the portal's sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.login.session import has_second_proof
from portal.admin_search import with_bounded_search

# Whose pages are shown. Libraries would add theirs: linked accounts and authenticators, through which one
# could sign in as anyone; groups and permissions, which nothing here asks about; schedules by the sun.
FLOORS = {"portal", "console", "contributors", "organizations", "accounts"}


class OperatorSite(AdminSite):
    """Signing in goes through the portal, with its rate limits and second factor, never round it."""

    site_header = "Operators"
    site_title = "Operators"
    index_title = "Operator admin"

    def register(self, model_or_iterable, admin_class=None, **options):
        """As Django's, but only for pages that the portal itself defines."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        own = admin_class is not None and admin_class.__module__.partition(".")[0] in FLOORS
        if own:
            super().register(models, with_bounded_search(admin_class), **options)

    def has_permission(self, request) -> bool:
        return super().has_permission(request) and has_second_proof(request)

    def login(self, request, extra_context=None):
        """Nobody signs in here: an operator proves the second factor, others go through the portal's door."""
        if request.user.is_staff and not has_second_proof(request):
            wanted = request.GET.get("next") or reverse("admin:index")
            question = urlencode({"second": "", "next": wanted})
            return redirect(f"{reverse('account_reauthenticate')}?{question}")
        return secure_admin_login(super().login)(request, extra_context)
