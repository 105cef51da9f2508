"""The navigation as a page, for a phone without JavaScript."""

from django.shortcuts import render


def menu(request):
    """Where one can go."""
    return render(request, "menu.html")
