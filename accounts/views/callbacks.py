"""What comes back from a provider, taken with a grain of salt."""

from functools import wraps

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error


def patient(callback):
    """The callback; an answer of the provider that makes no sense is its failure, not ours."""

    @wraps(callback)
    def safe(request, *arguments, **named):
        try:
            return callback(request, *arguments, **named)
        except (KeyError, TypeError, ValueError) as error:
            name = request.resolver_match.view_name.removesuffix("_callback")
            provider = get_adapter().get_provider(request, name)
            return render_authentication_error(request, provider, exception=error)

    return safe
