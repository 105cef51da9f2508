"""Redrawing while somebody fills in: the side that was not edited, what is to be mended, and the address."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from console.dom import dom_id
from console.page.page import Workbench

JSON = "body-json"


def drawn(request, bench: Workbench) -> HttpResponse:
    """What changes with the field that was edited: what it says, and around it what hangs on it.

    What somebody may still be typing in is never replaced, unless they asked for another row of it.
    """
    from_text = request.htmx.trigger == JSON
    context = {"bench": bench, "oob": True, "from_text": from_text}
    around = render_to_string("console/request/_live_update.html", context, request)
    itself = _itself(bench, request.htmx.trigger or "", request.htmx.target or "")
    answer = HttpResponse(
        (render_to_string(itself[0], {**context, **itself[1]}, request) if itself else "") + around
    )
    if not itself:
        answer["HX-Reswap"] = "none"
    return answer


def _itself(bench: Workbench, trigger: str, target: str) -> tuple[str, dict] | None:
    """The template of what takes the place of `target`, with its context; None when nothing does."""
    body = bench.request.body
    if target == "fields":
        return ("console/request/_fields.html", {}) if body and not body.broken else None
    for argument in bench.request.arguments:
        if target == f"row-{dom_id(argument.name)}":
            return "console/request/_parameter.html", {"argument": argument}
        if trigger == f"row-{dom_id(argument.name)}":
            tells = bool(argument.fault) and not argument.untouched
            told = {"faults": argument.fault, "tells": tells, "notice": argument.notice}
            return "console/request/_field_error.html", told
    for entry in body.entry.walk() if body else ():
        if target == f"row-{dom_id(entry.name)}":
            return "console/request/_field.html", {"entry": entry, "opened": True}
        if trigger == f"row-{dom_id(entry.name)}":
            return "console/request/_field_status.html", {"entry": entry}
    return None
