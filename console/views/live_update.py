"""Updates of the page while a request is filled in: the side that was not edited, problems, and the URL."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from accounts.http import AuthenticatedHttpRequest
from console.dom import dom_id
from console.page.page import RequestPage
from console.request.request import Request

JSON_EDITOR = "body-json"


def live_update(request: AuthenticatedHttpRequest, page: RequestPage) -> HttpResponse:
    """Return what changes with the edited field: the field itself, and the regions that depend on it.

    What may still be edited is never replaced, unless the user added a row to it.
    """
    context = page.context() | {"oob": True, "from_text": request.htmx.trigger == JSON_EDITOR}
    dependents = render_to_string("console/request/_live_update.html", context, request)
    field = _edited_field(page.request, request.htmx.trigger or "", request.htmx.target or "")
    if field is None:
        return HttpResponse(dependents, headers={"HX-Reswap": "none"})
    template, more = field
    return HttpResponse(render_to_string(template, context | more, request) + dependents)


def _edited_field(request: Request, trigger: str, target: str) -> tuple[str, dict] | None:
    """Return the template that replaces `target`, with its context; None when none does."""
    body = request.body
    if target == "fields":
        return ("console/request/_fields.html", {}) if body and not body.syntax_error else None
    for parameter in request.parameters:
        row = f"row-{dom_id(parameter.name)}"
        if target == row:
            return "console/request/_parameter.html", {"parameter_field": parameter}
        if trigger == row:
            shows_error = bool(parameter.error) and not parameter.is_empty
            error = {"error": parameter.error, "shows_error": shows_error, "notice": parameter.notice}
            return "console/request/_field_error.html", error
    for field in body.root.walk() if body else ():
        row = f"row-{dom_id(field.name)}"
        if target == row:
            return "console/request/_field.html", {"field": field, "opened": True}
        if trigger == row:
            return "console/request/_field_status.html", {"field": field}
    return None
