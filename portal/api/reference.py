"""The OpenAPI document of the Portal API: as JSON, and as a page to read. Neither requires a token."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.api.api import api
from portal.api.document.build import SERVER, document
from portal.api.document.page import groups, models


@cache
def openapi_document() -> dict[str, Any]:
    """Return the document, which is the same for every request."""
    return document(api)


@cache
def document_bytes() -> bytes:
    """Return the document as JSON."""
    return json.dumps(openapi_document(), ensure_ascii=False, separators=(",", ":")).encode()


@cache
def reference() -> SafeString:
    """Return the part of the page that is the same for everyone."""
    described = openapi_document()
    context = {
        "info": described["info"],
        "groups": groups(described, f"{settings.SITE_URL}{SERVER}"),
        "models": models(described),
        "headers": described["components"]["headers"],
        "schemes": described["components"]["securitySchemes"],
    }
    return render_to_string("portal/api/_reference.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Respond with the document; its ETag is that of every read."""
    return HttpResponse(document_bytes(), content_type="application/json")


@login_not_required
@require_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    """Show all operations and models on one page, which the browser searches."""
    template = "reference.html" if request.user.is_authenticated else "public_reference.html"
    return render(request, f"portal/api/{template}", {"reference": reference()})
