"""The real OpenAPI document of OrderCloud 1.0.239, which `make dev` takes from npm."""

from functools import cache

from scripts.node_packages import openapi_document


@cache
def document_text() -> bytes:
    """The document as it came. Raises FileNotFoundError with the remedy when there is none."""
    try:
        return openapi_document().read_bytes()
    except FileNotFoundError as error:
        error.add_note("`make dev` installs it; OPENAPI_DOCUMENT names one that lies elsewhere.")
        raise
