"""The operators' admin: Django's own pages behind the portal's sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class OperatorSite(AdminSite):
    """Signing in goes through the portal, with its rate limits and second factor, never round it."""

    site_header = "Operators"
    site_title = "Operators"
    index_title = "What the portal holds"

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)
