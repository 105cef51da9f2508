"""The addresses of enhanced pages."""

from django.urls import reverse

from console.enhanced.place import Place, with_query
from organizations.models import Organization

_NEW = "new"
_MARK = "~"  # no ID has it


def page_url(organization: Organization, place: Place, view: str = "list", record_id: str = "") -> str:
    """Return the address of the list, or of a page of a record: "record", "delete" or "secret"."""
    arguments = [organization.pk, place.resource.key]
    if record_id:
        arguments.append(escape_id(record_id))
    return with_query(reverse(f"enhanced:{view}", args=arguments), place.query)


def escape_id(record_id: str) -> str:
    """Return an ID as part of an address; `new` is the address of a new record."""
    return _MARK + record_id if record_id == _NEW or record_id.startswith(_MARK) else record_id


def unescape_id(part: str) -> str:
    """Return the ID in an address."""
    return part.removeprefix(_MARK)
