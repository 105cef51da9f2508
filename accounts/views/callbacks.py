"""The ways to GitHub and Google and back, with a grain of salt for what comes back."""

from functools import wraps

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from django.http import Http404


def patient(view):
    """The view; 404 for a provider without ids; an answer that makes no sense is a failure of its own."""

    @wraps(view)
    def safe(request, *arguments, **named):
        try:
            return view(request, *arguments, **named)
        except SocialApp.DoesNotExist as error:
            raise Http404("This provider is not configured.") from error
        except (KeyError, TypeError, ValueError) as error:
            name = request.resolver_match.view_name.partition("_")[0]
            provider = get_adapter().get_provider(request, name)
            return render_authentication_error(request, provider, exception=error)

    return safe
