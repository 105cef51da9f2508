"""How a page with a form answers."""

from django.core.exceptions import ValidationError
from django.shortcuts import render


def page(request, template: str, form=None, **context):
    """The page; with 422 when what was typed into `form` is refused, so that it keeps what was typed."""
    refused = form is not None and form.is_bound and form.errors
    return render(request, template, {"form": form, **context}, status=422 if refused else 200)


def refuse(form, error: ValidationError | Exception, field: str | None = None) -> None:
    """Puts what an activity refused into the form: by field where it says so, otherwise at `field`."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else field, errors)
    elif isinstance(error, ValidationError):
        form.add_error(field, error)
    else:
        form.add_error(field, str(error))
