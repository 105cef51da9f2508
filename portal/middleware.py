"""What no page of the portal takes."""

from django.core.exceptions import BadRequest


class NoNul:
    """Answers 400 to a NUL character in an address, which PostgreSQL does not hold in text."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Runs where Django turns `BadRequest` into the error page."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("An address holds a NUL character.")
