"""Pages of restores: the list, and one URL for each run from its plan to its report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from environments.restore.resources.not_copied import NOT_COPIED_REASONS
from lib import clock
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores import lifecycle
from organizations.restores.models import Restore
from organizations.restores.permission import can_restore, is_allowed, require_restore
from organizations.restores.progress import progress_of
from organizations.restores.report import Report, is_outdated
from organizations.restores.slots import next_run
from organizations.restores.views.pairs import get_pair_or_404
from organizations.staging_pairs import restorable_pair_of

PAGE_SIZE = 20
MAX_LOG_ENTRIES = 12
State = Restore.State


def listing(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show all runs of the pair and the next slot."""
    organization, pair = get_pair_or_404(request, organization_id)
    context: dict[str, Any] = {"organization": organization, "pair": pair}
    if pair:
        runs = pair.restores.runs().select_related("requested_by")
        context |= {
            "page": Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page")),
            "active_restore": pair.restores.active().first(),
            "next_slot": next_run(pair, clock.now()),
            "can_restore": can_restore(request.user, pair),
            "on_hold": not is_allowed(pair),
            "can_view_production": request.user.has_perm(Can.VIEW, pair.production),
            "can_manage_staging": request.user.has_perm(Can.RESTORE, pair.staging),
        }
    context["can_manage"] = request.user.has_perm(Can.RESTORE, organization)
    return render(request, "organizations/restores/list.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Redirect to the newest plan; on POST, compare both organizations to make one."""
    organization, pair = get_pair_or_404(request, organization_id)
    if pair is None:
        raise Http404("The organization isn't linked to another one.")
    restore: Restore | None
    if request.method == "POST":
        restore = lifecycle.request_plan(_restorable_or_404(pair), by=request.user)
    else:
        restore = pair.restores.plans().first()
    if restore is None:
        return redirect("restores:list", organization.pk)
    return redirect("restores:run", organization.pk, restore.pk)


@require_http_methods(["GET", "POST"])
def start(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the records that a restore deletes and overwrites; on POST, start it or show the active one.

    The row of a `plan` becomes the run unless the plan is outdated.
    """
    organization, pair = get_pair_or_404(request, organization_id)
    if pair is None:
        raise Http404("The organization isn't linked to another one.")
    require_restore(request.user, _restorable_or_404(pair))
    planned = _requested_plan(request, pair)
    if request.method == "GET":
        return render(
            request, "organizations/restores/start.html", _start_context(request, organization, pair, planned)
        )
    if planned and is_outdated(planned):
        messages.warning(request, "This plan is outdated. Compare again, or restore without it.")
        return redirect("restores:run", organization.pk, planned.pk)
    restore, _new = lifecycle.request_restore(_restorable_or_404(pair), by=request.user, plan=planned)
    return redirect("restores:run", organization.pk, restore.pk)


def _requested_plan(request: OrganizationHttpRequest, pair: StagingPair) -> Restore | None:
    """Return the plan in the request, or None.

    Raises:
        Http404: The plan doesn't exist or is of another pair.
    """
    pk = (request.POST or request.GET).get("plan", "")
    if not pk:
        return None
    return get_object_or_404(pair.restores.exclude(state=State.COMPARING), pk=whole_number(pk))


def _start_context(
    request: OrganizationHttpRequest, organization: Organization, pair: StagingPair, planned: Restore | None
) -> dict[str, Any]:
    """Return the context of the page before a restore, with the requested plan or the newest current one."""
    plan = planned or pair.restores.filter(state=State.PLANNED).first()
    if plan and (plan.state != State.PLANNED or is_outdated(plan)):
        plan = None
    last = pair.restores.filter(started_at__isnull=False, ended_at__isnull=False).first()
    return {
        "organization": organization,
        "pair": pair,
        "plan": plan,
        "report": Report(plan, request.user) if plan else None,
        "last_restore": last,
        "can_view_production": request.user.has_perm(Can.VIEW, pair.production),
    }


def detail(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show a run as a plan, its progress or its report; htmx requests only the progress."""
    organization, restore = _get_run_or_404(request, organization_id, pk)
    context = {
        "organization": organization,
        "restore": restore,
        "pair": restore.pair,
        "can_restore": can_restore(request.user, restore.pair),
        "can_stop": request.user.has_perm(Can.RESTORE, restore.pair.staging),
        "outdated": restore.state == State.PLANNED and is_outdated(restore),
        "not_copied": NOT_COPIED_REASONS,
        "next_slot": next_run(restore.pair, clock.now()),
    }
    if not restore.is_unfinished:
        if request.htmx:
            return HttpResponseClientRefresh()
        template = "plan.html" if restore.state == State.PLANNED else "report.html"
        show_all, resource = request.GET.get("show") == "all", request.GET.get("resource", "")
        report = Report(restore, request.user, show_all=show_all, resource=resource)
        return render(request, f"organizations/restores/{template}", {**context, "report": report})
    context |= {"progress": progress_of(restore), "log_entries": restore.log_entries.all()[:MAX_LOG_ENTRIES]}
    region = "#progress" if request.htmx else ""
    return render(request, f"organizations/restores/run.html{region}", context)


@require_POST
def stop(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Request that a run stops."""
    organization, restore = _get_run_or_404(request, organization_id, pk)
    lifecycle.cancel(restore, by=request.user)
    return redirect("restores:run", organization.pk, restore.pk)


def download(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Download the report as JSON, with as much as the user can see."""
    _organization, restore = _get_run_or_404(request, organization_id, pk)
    report = Report(restore, request.user).as_dict()
    response = JsonResponse(report, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="restore-{restore.pk}.json"'
    return response


def _get_run_or_404(
    request: OrganizationHttpRequest, organization_id: str, pk: int
) -> tuple[Organization, Restore]:
    organization, pair = get_pair_or_404(request, organization_id)
    runs = Restore.objects.select_related(
        "pair__production", "pair__staging__owner", "requested_by", "cancelled_by"
    )
    return organization, get_object_or_404(runs, pair=pair, pk=pk)


def _restorable_or_404(pair: StagingPair) -> StagingPair:
    """Return the pair if both organizations exist.

    Raises:
        Http404: One of them was deleted.
    """
    try:
        return restorable_pair_of(pair.staging)
    except ValidationError as error:
        raise Http404(error.messages[0]) from error
