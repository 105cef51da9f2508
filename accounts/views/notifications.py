"""Which notices the user gets by email."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.forms.notifications import NotificationsForm
from accounts.http import AuthenticatedHttpRequest
from accounts.notices import preferences, unsubscribing
from accounts.notices.kinds import LABELS, SECURITY_KINDS, NoticeKind
from lib.form_views import render_form


@never_cache
def notifications(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render and save the form with a checkbox for each kind that can be turned off."""
    initial = {"kinds": list(preferences.wanted_kinds(request.user))}
    form = NotificationsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        preferences.change(request.user, form.cleaned_data["kinds"])
        messages.success(request, "Notifications saved")
        return redirect("notifications")
    always = [LABELS[kind] for kind in NoticeKind if kind in SECURITY_KINDS]
    return render_form(request, "accounts/notifications.html", form, always=always)


@never_cache
@login_not_required
@csrf_exempt  # mail programs send it without a cookie (RFC 8058); the link is the secret
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Turn off the kinds of the link by POST; show a page with a button otherwise."""
    found = unsubscribing.find(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        found.turn_off()
    labels = [LABELS[kind] for kind in found.kinds]
    return render(request, "accounts/unsubscribe.html", {"labels": labels, "done": request.method == "POST"})
