"""The navigation as a page, for phones without JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def menu(request: HttpRequest) -> HttpResponse:
    """Show the navigation."""
    return render(request, "menu.html")
