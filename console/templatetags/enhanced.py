"""Template filters of enhanced pages."""

from django import template

from console.enhanced.labels import inside_sentence

register = template.Library()
register.filter("inside_sentence", inside_sentence)
