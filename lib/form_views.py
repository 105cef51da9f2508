"""Rendering of pages with a form, for every layer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_form(
    request: HttpRequest,
    template: str,
    form: BaseForm | None = None,
    *,
    invalid: bool | None = None,
    **context: Any,
) -> HttpResponse:
    """Render a page with `form`; the status is 422 when its input is invalid, so that the page keeps it.

    Args:
        invalid: whether the input is invalid, for a page that knows it from elsewhere than `form`.
        context: further names for the template.
    """
    if invalid is None:
        invalid = form is not None and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=422 if invalid else 200)


def add_errors(form: BaseForm, error: Exception, field: str | None = None) -> None:
    """Add an activity's error to `form`: by field where it names fields, otherwise to `field`."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else field, errors)
    elif isinstance(error, ValidationError):
        form.add_error(field, error)
    else:
        form.add_error(field, str(error))
