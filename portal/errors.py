"""Pages for what went wrong; the frame stays when somebody is signed in."""

from django.shortcuts import render


def not_found(request, exception=None):
    """404, the same for what does not exist and for what one may not see."""
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    """403, with a sentence of the view's own when it gave one."""
    reason = str(exception) if exception else ""
    return render(
        request, "403.html", {"reason": "" if reason.startswith("organizations.") else reason}, status=403
    )


def bad_request(request, exception=None):
    """400."""
    return render(request, "400.html", status=400)


def failed(request):
    """500, without touching database or session, which may be what failed."""
    return render(None, "500.html", {"request_id": getattr(request, "request_id", "")}, status=500)


def csrf_failure(request, reason=""):
    """403 of a form that was open too long or came from elsewhere."""
    return render(request, "csrf_failure.html", status=403)
