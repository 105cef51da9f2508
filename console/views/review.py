"""The review of a write in a guarded organization, and its outcomes."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from console.guard.approvals.decision import usable_approval
from console.guard.approvals.requesting import request_approval
from console.guard.confirmation import MAX_REASON_LENGTH, WriteConfirmation
from console.guard.errors import (
    ApprovalRequired,
    ReasonRequired,
    RepeatedPost,
    ReviewRequired,
    WriteRefused,
    WritesLocked,
)
from console.guard.review import Review, review
from console.guard.reviewed_calls import call_digest, is_reviewed_call
from console.page.page import RequestPage
from console.request.body import JSON
from lib import rate_limit
from lib.plain_text import one_line
from lib.query_string import whole_number
from organizations.access import visible_to
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment, Organization, StagingPair
from organizations.permissions import Can

SEND_AGAIN = "send-again"  # the button that sends a POST knowingly a second time
SENDS = ("send", SEND_AGAIN)
PAGE_TEMPLATE = "console/page.html"
REVIEW_TEMPLATE = "console/guard/_review.html"
LOCKED_AGAIN = "Writes were locked again. Nothing was sent."
OTHER_CALL = "This is not the request that you reviewed. Nothing was sent."
SESSION_KEY = "write_reason"  # kept while writes are unlocked again: [organization ID, operation key, text]


@dataclass(frozen=True)
class ReviewForm:
    """The form of the review.

    Attributes:
        fields: the request as hidden fields.
        call_digest: what identifies the call that is reviewed.
        reason: as entered.
        error: what is wrong with the reason.
        notice: why the write was not sent.
        staging_url: the same operation in the Staging organization of the pair; empty without access to it.
        again: whether the same POST is sent knowingly a second time.
    """

    fields: list[tuple[str, str]]
    call_digest: str
    reason: str = ""
    error: str = ""
    notice: str = ""
    staging_url: str = ""
    again: bool = False


def confirmation_of(posted: QueryDict, page: RequestPage) -> WriteConfirmation:
    """Return what the user confirmed about a write, from the form of its review.

    The review of another call confirms nothing.
    """
    digest = posted.get("reviewed_call", "")
    is_same = is_reviewed_call(digest, page.request, page.organization, page.acting_as, page.user)
    return WriteConfirmation(
        unlocked_until=page.unlocked_until,
        reason=one_line(posted.get("reason", ""))[:MAX_REASON_LENGTH],
        reviewed=posted.get("reviewed") if is_same else None,
        approval_id=whole_number(posted.get("approval_id")),
        again="again" in posted or posted.get("do") == SEND_AGAIN,
    )


def is_reviewed(refusal: WriteRefused, posted: QueryDict) -> bool:
    """Return whether a refused write is reviewed, or reviewed again, instead of showing its form."""
    return not isinstance(refusal, WritesLocked | RepeatedPost) or "reviewed" in posted


def render_review(
    request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict, refusal: WriteRefused
) -> HttpResponse:
    """Return the review of a write in place of its form; 422 when it was reviewed before."""
    confirmation = confirmation_of(posted, page)
    reason = confirmation.reason
    if isinstance(refusal, WritesLocked):
        request.session[SESSION_KEY] = [page.organization.pk, page.operation.key, reason]
    elif not reason and request.session.get(SESSION_KEY, [])[:2] == [
        page.organization.pk,
        page.operation.key,
    ]:
        reason = request.session.pop(SESSION_KEY)[2]
    context = page.acting_as.to_dict()
    approval = usable_approval(
        confirmation.approval_id, page.request, page.organization, by=request.user, context=context
    )
    shown = review(
        page.request,
        page.organization,
        by=request.user,
        context=page.acting_as,
        approval=approval,
        reviewed=confirmation.reviewed or "",
    )
    form = ReviewForm(
        fields=_fields(page),
        call_digest=call_digest(page.request, page.organization, page.acting_as, page.user),
        reason=reason,
        error=str(refusal) if isinstance(refusal, ReasonRequired) and confirmation.reviewed else "",
        notice=_notice(refusal, posted, confirmation),
        staging_url=_staging_url(page),
        again=isinstance(refusal, RepeatedPost) or confirmation.again,
    )
    return _render(request, page, shown, form, again="reviewed" in posted)


def request_delete_approval(
    request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict
) -> HttpResponse:
    """Ask a second person to approve the reviewed delete, and show the request for it."""
    confirmation = confirmation_of(posted, page)
    if confirmation.reviewed is None:
        return render_review(request, page, posted, ReviewRequired())
    try:
        approval = request_approval(
            page.request,
            page.organization,
            by=request.user,
            context=page.acting_as.to_dict(),
            reviewed=confirmation.reviewed,
            reason=confirmation.reason,
        )
    except (ValidationError, rate_limit.RateLimited) as error:
        message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        needs_reason = getattr(error, "code", "") == "reason"
        refusal = ReasonRequired(message) if needs_reason else ApprovalRequired(message)
        return render_review(request, page, posted, refusal)
    messages.success(request, "Asked for approval")
    return redirect("console:delete_approval", page.organization.pk, approval.pk)


def _render(
    request: OrganizationHttpRequest, page: RequestPage, shown: Review, form: ReviewForm, *, again: bool
) -> HttpResponse:
    context = page.context() | {"review": shown, "review_form": form}
    template = REVIEW_TEMPLATE if request.htmx else PAGE_TEMPLATE
    response = render(request, template, context, status=422 if again else 200)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#request", "outerHTML"
    return response


def _notice(refusal: WriteRefused, posted: QueryDict, confirmation: WriteConfirmation) -> str:
    if isinstance(refusal, WritesLocked):
        return LOCKED_AGAIN
    if "reviewed" in posted and confirmation.reviewed is None:
        return OTHER_CALL
    return "" if isinstance(refusal, ReviewRequired | ReasonRequired) else str(refusal)


def _fields(page: RequestPage) -> list[tuple[str, str]]:
    body = page.request.body
    return [*page.request.form_values, *([(JSON, body.text)] if body else [])]


def _staging_url(page: RequestPage) -> str:
    """Return the address of the same operation in Staging, if the user may call its API."""
    if page.organization.environment != Environment.PRODUCTION:
        return ""
    pair = StagingPair.objects.filter(production=page.organization).values("staging")
    staging: Organization | None = visible_to(page.user, Can.CALL_API).filter(pk__in=pair).first()
    return reverse("console:operation", args=[staging.pk, page.operation.key]) if staging else ""
