"""Views that redirect to GitHub and Google, and their callbacks.

allauth renders a page for the failures of a provider, of OAuth and of the network. Any other error is the
portal's own: it is logged, and the response is 500.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.social.provider_responses import GitHubAdapter, GoogleAdapter


def configured(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return the view with 404 for a provider that is not configured."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404("This provider is not configured.") from error

    return wrapper


github_login = configured(OAuth2LoginView.adapter_view(GitHubAdapter))
github_callback = configured(OAuth2CallbackView.adapter_view(GitHubAdapter))
google_login = configured(OAuth2LoginView.adapter_view(GoogleAdapter))
google_callback = configured(OAuth2CallbackView.adapter_view(GoogleAdapter))
