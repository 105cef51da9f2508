"""Emails about requests: to the requester at each step, and to the operators when they have to act."""

from django.conf import settings
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from organizations.models import ProductionRequest, ProductionRequestNote
from organizations.production_requests.overview import led_to


def send_received(request: ProductionRequest) -> None:
    """Confirm a new request to its requester, and send it to the operators."""
    _to_requester("received", request)
    _to_operators("new", request)


def send_in_review(request: ProductionRequest) -> None:
    """Tell the requester who reviews the request."""
    _to_requester("in_review", request)


def send_withdrawn(request: ProductionRequest) -> None:
    """Confirm it to the requester, and tell the operators that there is nothing left to decide."""
    _to_requester("withdrawn", request)
    _to_operators("withdrawn", request)


def send_question(request: ProductionRequest, note: ProductionRequestNote) -> None:
    """Send an operator's note to the requester."""
    _to_requester("question", request, note=note)


def send_reply(request: ProductionRequest, note: ProductionRequestNote) -> None:
    """Send the requester's note to the operators."""
    _to_operators("reply", request, note=note)


def send_declined(request: ProductionRequest) -> None:
    """Send the decision and the operator's words to the requester."""
    _to_requester("declined", request)


def send_approved(request: ProductionRequest) -> None:
    """Send the requester the links to both organizations."""
    _to_requester(
        "approved",
        request,
        organizations=[
            (organization, settings.SITE_URL + reverse("organizations:detail", args=[organization.pk]))
            for organization in led_to(request)
        ],
    )


def send_delayed(request: ProductionRequest) -> None:
    """Tell the requester that the request is approved, but its creation failed for now."""
    _to_requester("delayed", request)


def send_incomplete(request: ProductionRequest) -> None:
    """Tell the operators that a creation failed while none of them was looking."""
    _to_operators("incomplete", request)


def operator_addresses() -> list[str]:
    """Return where operators read their email: the configured address, otherwise each operator's own."""
    if settings.OPERATOR_EMAIL:
        return [settings.OPERATOR_EMAIL]
    return list(
        User.objects.filter(is_staff=True, is_active=True).order_by("pk").values_list("email", flat=True)
    )


def _to_requester(template: str, request: ProductionRequest, **context: object) -> None:
    url = settings.SITE_URL + reverse("production_requests:detail", args=[request.pk])
    _send(template, request.requester, request, url, context)


def _to_operators(template: str, request: ProductionRequest, **context: object) -> None:
    url = settings.SITE_URL + reverse("admin:organizations_productionrequest_change", args=[request.pk])
    for address in operator_addresses():
        _send(f"operators_{template}", address, request, url, context)


def _send(
    template: str, to: User | str, request: ProductionRequest, url: str, context: dict[str, object]
) -> None:
    path = f"organizations/production_requests/mail/{template}"
    mail_messages.send_template(path, to, production_request=request, url=url, **context)
