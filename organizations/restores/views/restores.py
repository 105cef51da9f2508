"""Pages of restores: the list, and one address for each run from its plan to its report."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from environments.restore.resources.manifest import NOT_COPIED_REASONS
from lib import clock
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores import lifecycle
from organizations.restores.models import Restore
from organizations.restores.permission import is_covered, may_restore, require_restore
from organizations.restores.progress import progress_of
from organizations.restores.report import Report, is_outdated
from organizations.restores.slots import next_slot
from organizations.restores.views.pairs import opened_pair
from organizations.staging_pairs import restorable_pair_of

A_PAGE = 20
State = Restore.State


def listing(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """All runs of the pair, the next slot, and the ways to a restore."""
    organization, pair = opened_pair(request, organization_id)
    context = {"organization": organization, "pair": pair}
    if pair:
        runs = pair.restores.exclude(state__in=[State.COMPARING, State.PLANNED]).select_related(
            "requested_by"
        )
        context |= {
            "page": Paginator(runs, A_PAGE).get_page(request.GET.get("page")),
            "underway": pair.restores.active().first(),
            "next": next_slot(pair, clock.now()) if pair.schedule_enabled else None,
            "can_restore": may_restore(request.user, pair),
            "on_hold": not is_covered(pair),
            "sees_production": request.user.has_perm(Can.VIEW, pair.production),
            "looks_after": request.user.has_perm(Can.RESTORE, pair.staging),
        }
    context["administers"] = request.user.has_perm(Can.RESTORE, organization)
    return render(request, "organizations/restores/list.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """GET opens the newest plan; POST compares both halves and makes one."""
    organization, pair = opened_pair(request, organization_id)
    if pair is None:
        raise Http404("There is no pair to compare.")
    if request.method == "POST":
        restore = lifecycle.compare(_whole(pair), by=request.user)
    else:
        restore = pair.restores.filter(state__in=[State.COMPARING, State.PLANNED]).first()
    if restore is None:
        return redirect("restores:list", organization.pk)
    return redirect("restores:run", organization.pk, restore.pk)


@require_http_methods(["GET", "POST"])
def start(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """GET says what a restore deletes and overwrites, by name; POST starts it, or shows the one under way.

    With `plan` that row becomes the run, unless it is outdated.
    """
    organization, pair = opened_pair(request, organization_id)
    if pair is None:
        raise Http404("There is no pair to restore.")
    require_restore(request.user, _whole(pair))
    planned = _planned(request, pair)
    if request.method == "GET":
        return render(
            request, "organizations/restores/start.html", _what_goes(request, organization, pair, planned)
        )
    if planned and is_outdated(planned):
        messages.warning(request, "This plan is outdated. Compare again, or restore without it.")
        return redirect("restores:run", organization.pk, planned.pk)
    restore, _new = lifecycle.start(_whole(pair), by=request.user, plan=planned)
    return redirect("restores:run", organization.pk, restore.pk)


def _planned(request: OrganizationHttpRequest, pair: StagingPair) -> Restore | None:
    """The plan that the request names; `Http404` for one of another pair."""
    text = (request.POST or request.GET).get("plan", "")
    if not text:
        return None
    number = whole_number(text)
    return get_object_or_404(pair.restores.exclude(state=State.COMPARING), pk=number)


def _what_goes(
    request: OrganizationHttpRequest, organization: Organization, pair: StagingPair, planned: Restore | None
) -> dict:
    """What the page before a restore shows, from the plan that it is for or the newest that holds."""
    plan = planned or pair.restores.filter(state=State.PLANNED).first()
    if plan and (plan.state != State.PLANNED or is_outdated(plan)):
        plan = None
    last = pair.restores.filter(started_at__isnull=False, ended_at__isnull=False).first()
    return {
        "organization": organization,
        "pair": pair,
        "plan": plan,
        "report": Report(plan, request.user) if plan else None,
        "last": last,
        "sees_production": request.user.has_perm(Can.VIEW, pair.production),
    }


def show(request: OrganizationHttpRequest, organization_id: str, number: int) -> HttpResponse:
    """One run as it stands: a plan, under way, or a report. htmx asks for its region alone."""
    organization, restore = _run(request, organization_id, number)
    context = {
        "organization": organization,
        "restore": restore,
        "pair": restore.pair,
        "can_restore": may_restore(request.user, restore.pair),
        "can_stop": request.user.has_perm(Can.RESTORE, restore.pair.staging),
        "outdated": restore.state == State.PLANNED and is_outdated(restore),
        "not_copied": NOT_COPIED_REASONS,
        "next": next_slot(restore.pair, clock.now()) if restore.pair.schedule_enabled else None,
    }
    if not restore.is_unfinished:
        if request.htmx:
            return HttpResponseClientRefresh()
        template = "plan.html" if restore.state == State.PLANNED else "report.html"
        everything, resource = request.GET.get("show") == "all", request.GET.get("resource", "")
        report = Report(restore, request.user, everything=everything, resource=resource)
        return render(request, f"organizations/restores/{template}", {**context, "report": report})
    context |= {"progress": progress_of(restore), "notes": restore.log_entries.all()[:12]}
    region = "#progress" if request.htmx else ""
    return render(request, f"organizations/restores/run.html{region}", context)


@require_POST
def stop(request: OrganizationHttpRequest, organization_id: str, number: int) -> HttpResponse:
    """Asks a run to stop."""
    organization, restore = _run(request, organization_id, number)
    lifecycle.cancel(restore, by=request.user)
    return redirect("restores:run", organization.pk, restore.pk)


def download(request: OrganizationHttpRequest, organization_id: str, number: int) -> HttpResponse:
    """The report as JSON, with as much as the person may see."""
    _organization, restore = _run(request, organization_id, number)
    told = Report(restore, request.user).as_dict()
    answer = JsonResponse(told, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="restore-{restore.pk}.json"'
    return answer


def _run(request: OrganizationHttpRequest, organization_id: str, number: int) -> tuple[Organization, Restore]:
    organization, pair = opened_pair(request, organization_id)
    runs = Restore.objects.select_related(
        "pair__production", "pair__staging__owner", "requested_by", "cancelled_by"
    )
    return organization, get_object_or_404(runs, pair=pair, pk=number)


def _whole(pair: StagingPair) -> StagingPair:
    """The pair, if both halves are there. Raises `Http404` otherwise."""
    try:
        return restorable_pair_of(pair.staging)
    except ValidationError as error:
        raise Http404(error.messages[0]) from error
