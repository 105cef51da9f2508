"""The signed-in user's profile."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.forms.profile import ProfileForm
from accounts.http import AuthenticatedHttpRequest
from accounts.profile import profile as user_profile
from lib.form_views import add_errors, render_form


@never_cache
def profile(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render and save the form with name, username, country, time zone and appearance."""
    initial = {field: getattr(request.user, field) for field in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            user_profile.change(request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Profile saved")
            return redirect("profile")
    return render_form(request, "accounts/profile.html", form)
