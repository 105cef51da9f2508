"""The addresses of enhanced pages."""

from django.urls import reverse

from console.enhanced.address_parts import escape_id
from console.enhanced.place import Place, with_query
from organizations.models import Organization


def page_url(organization: Organization, place: Place, view: str = "list", record_id: str = "") -> str:
    """Return the address of the list, or of a page of a record: "record", "delete" or "secret"."""
    arguments = [organization.pk, place.resource.key]
    if record_id:
        arguments.append(escape_id(record_id))
    return with_query(reverse(f"enhanced:{view}", args=arguments), place.query)
