"""One's own pages: profile, address, data and leaving, audit log."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import reauthentication
from accounts.codes import one_time as one_time_codes
from accounts.forms.profile import AddressCodeForm, NewAddressForm, ProfileForm
from accounts.models import DataFile
from accounts.profile import account_deletion, data_export, email_change, profile
from lib import rate_limit
from lib.form_views import add_errors, render_form


@never_cache
def me(request):
    """Name, username, country, time zone, appearance: one form, one Save."""
    before = {field: getattr(request.user, field) for field in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=before)
    if form.is_valid():
        try:
            profile.change(request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    return render_form(request, "accounts/profile.html", form)


@never_cache
@reauthentication.required
def address(request):
    """Names a new address."""
    form = NewAddressForm(request.POST or None)
    if form.is_valid():
        try:
            email_change.ask(request.user, form.cleaned_data["email"])
        except ValidationError as error:
            add_errors(form, error)
        except one_time_codes.TooManyCodes as error:
            add_errors(form, error, "email")
        else:
            return redirect("address_code")
    return render_form(request, "accounts/email_change/email.html", form)


@never_cache
def address_code(request):
    """The code that went to the new address."""
    waiting = email_change.live(request.user)
    form = AddressCodeForm(request.POST or None)
    if form.is_valid():
        rate_limit.hit(request, "code")
        try:
            email_change.confirm_by_code(request.user, form.cleaned_data["code"])
        except one_time_codes.CodeRefused as error:
            add_errors(form, error, "code")
        else:
            messages.success(request, "Your address was changed.")
            return redirect("profile")
    elif waiting is None and request.method == "GET":
        return redirect("account_email")
    return render_form(request, "accounts/email_change/code.html", form, waiting=waiting)


@never_cache
@login_not_required
def address_link(request, token: str):
    """The mailed link, in whichever browser: one click makes the address the person's."""
    rate_limit.hit(request, "code")
    waiting = email_change.by_link(token)
    if request.method == "POST":
        try:
            email_change.confirm_by_link(token)
        except one_time_codes.DeadCode:
            waiting = None
        else:
            return render(request, "accounts/email_change/done.html", {"email": waiting.email})
    return render(request, "accounts/email_change/link.html", {"waiting": waiting})


@never_cache
def data_and_leaving(request):
    """What the portal knows about one, and how to go."""
    holdings = account_deletion.holdings_of(request.user)
    context = {
        "files": DataFile.objects.filter(user=request.user).defer("content"),
        "holdings": holdings,
        "owned": account_deletion.in_words(holdings),
    }
    return render(request, "accounts/data.html", context)


@require_POST
@reauthentication.required
def ask_for_data(request):
    """Has the file made."""
    data_export.ask(request.user)
    messages.success(request, "The file is being made. A mail tells you when it is ready.")
    return redirect("data_and_leaving")


@never_cache
@reauthentication.required
def download_data(request, number: int):
    """One file of one's own."""
    files = DataFile.objects.exclude(ready=None).select_related("user")
    file = get_object_or_404(files, pk=number, user=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(data_export.read(file), content_type="application/json", headers=headers)


@never_cache
@reauthentication.required
def delete_account(request):
    """The last page: says what goes, and waits for the username to be typed."""
    holdings = account_deletion.holdings_of(request.user)
    if holdings:
        return redirect("data_and_leaving")
    typed = request.POST.get("username")
    if typed and typed.strip().lower() == request.user.username.lower():
        try:
            account_deletion.delete_account(request.user)
        except (account_deletion.StillOwner, account_deletion.PurgeFailed) as error:
            messages.error(request, str(error))
            return redirect("data_and_leaving")
        logout(request)
        return redirect("gone")
    pending = account_deletion.pending_purges_of(request.user)
    context = {"typed": typed or "", "wrong": request.method == "POST", "pending_purges": pending}
    return render_form(request, "accounts/delete_account.html", invalid=context["wrong"], **context)


@login_not_required
def gone(request):
    """After the account was deleted."""
    return render(request, "accounts/account_deleted.html")
