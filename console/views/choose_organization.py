"""The console outside any organization: choose one."""

from django.shortcuts import render

from organizations.access import visible_to


def choose(request):
    """The organizations whose API the person may call."""
    organizations = visible_to(request.user).order_by("name", "environment")
    return render(request, "console/choose.html", {"organizations": organizations})
