"""Redrawing while somebody fills in: the side that was not edited, what is to be mended, and the address."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from console.names import dom_id
from console.workbench import Workbench

JSON = "body-json"


def drawn(request, bench: Workbench) -> HttpResponse:
    """What changes with the field that was edited: itself, and around it what hangs on it."""
    from_text = request.htmx.trigger == JSON
    context = {"bench": bench, "oob": True, "from_text": from_text}
    edited = request.htmx.target or ""
    around = render_to_string("console/drawn.html", context, request)
    itself = _itself(request, bench, edited, context)
    answer = HttpResponse(itself + around)
    if not itself:
        answer["HX-Reswap"] = "none"
    return answer


def _itself(request, bench: Workbench, edited: str, context: dict) -> str:
    """The edited row, or the whole form when the text was edited; nothing while the text is no JSON."""
    body = bench.request.body
    if edited == "fields":
        return render_to_string("console/fields.html", context, request) if body and not body.broken else ""
    for argument in bench.request.arguments:
        if f"row-{dom_id(argument.name)}" == edited:
            return render_to_string("console/argument.html", {**context, "argument": argument}, request)
    for entry in body.entry.walk() if body else ():
        if f"row-{dom_id(entry.name)}" == edited:
            return render_to_string(
                "console/entry.html", {**context, "entry": entry, "opened": True}, request
            )
    return ""
