"""The user's data: what there is, and its export as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import reauthentication
from accounts.http import AuthenticatedHttpRequest
from accounts.models import DataExport
from accounts.profile import account_deletion, data_export


@never_cache
def data(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the page with data exports and account deletion."""
    owned_resources = account_deletion.owned_resources(request.user)
    context = {
        "exports": DataExport.objects.filter(user=request.user).defer("content"),
        "owned_resources": owned_resources,
        "owned_summary": account_deletion.count_summary(owned_resources),
    }
    return render(request, "accounts/data.html", context)


@require_POST
@reauthentication.required
def request_export(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Have a data export built."""
    data_export.request(request.user)
    messages.success(request, "Your export is being prepared. We’ll email you when it’s ready.")
    return redirect("account_data")


@never_cache
@reauthentication.required
def download_export(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Send one of the user's own exports."""
    exports = DataExport.objects.exclude(ready_at=None).select_related("user")
    export = get_object_or_404(exports, pk=pk, user=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{export.file_name}"'}
    return HttpResponse(data_export.download(export), content_type="application/json", headers=headers)
