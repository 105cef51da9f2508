"""Requests for a role that an operation needs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from console.access.requesting import request_role
from console.catalogue_cache import CatalogueUnavailable
from console.models import RoleRequest
from console.request.request import Request
from console.views.base import get_console_page, unavailable
from lib.rate_limit import RateLimited
from organizations.http import OrganizationHttpRequest


@require_POST
def request_missing_role(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Email those who can grant a role of the operation; htmx gets what replaces the button."""
    try:
        page = get_console_page(request, organization_id)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    operation, role = page.catalogue.get(key), request.POST.get("role", "")
    if operation is None or role not in operation.roles:
        raise Http404("The API description of this environment has no such operation and role.")
    opened = page.open(Request(operation))
    requested: RoleRequest | None = None
    message = ""
    try:
        requested = request_role(page.organization, role, by=request.user, operation=operation.id)
    except ValidationError as error:
        message = error.messages[0]
    except RateLimited as error:
        message = str(error)
    if request.htmx:
        context = opened.context() | {"requested": requested, "error": message}
        return render(request, "console/access/_requested.html", context, status=422 if message else 200)
    if message:
        messages.error(request, message)
    return redirect(f"{opened.url}{opened.tab_query}")
