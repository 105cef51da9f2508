"""Template tags of enhanced pages: links to them, and their nouns."""

from django import template

from console.enhanced.labels import inside_sentence
from console.enhanced.registry import resource_of
from console.enhanced.resource import Resource as EnhancedResource
from console.openapi.catalogue import Resource

register = template.Library()
register.filter("inside_sentence", inside_sentence)


@register.filter
def enhanced_resource(resource: Resource) -> EnhancedResource | None:
    """Return the enhanced page that does what the operations of a resource do; None if none does."""
    return resource_of(resource.operations[0].id) if resource.operations else None
