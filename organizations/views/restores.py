"""Pages of restores: the list, and one address for each run from its plan to its report."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.query_string import whole_number
from environments import clock
from environments.restore.manifest import NOT_COPIED
from organizations import restores
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restore_models import Restore
from organizations.restore_progress import progress_of
from organizations.restore_report import Report
from organizations.restore_slots import next_slot
from organizations.views.pairs import opened_pair

A_PAGE = 20
State = Restore.State


def listing(request, organization_id):
    """All runs of the pair, the next slot, and the ways to a restore."""
    organization, pair = opened_pair(request, organization_id)
    context = {"organization": organization, "pair": pair}
    if pair:
        runs = pair.restores.exclude(state__in=[State.COMPARING, State.PLANNED]).select_related("asked_by")
        context |= {
            "page": Paginator(runs, A_PAGE).get_page(request.GET.get("page")),
            "underway": pair.restores.underway().first(),
            "next": next_slot(pair, clock.now()) if pair.active else None,
            "can_restore": request.user.has_perm(Can.RESTORE, pair.staging),
        }
    return render(request, "organizations/restores.html", context)


@require_http_methods(["GET", "POST"])
def plan(request, organization_id):
    """GET opens the newest plan; POST compares both halves and makes one."""
    organization, pair = opened_pair(request, organization_id)
    if pair is None:
        raise Http404("There is no pair to compare.")
    if request.method == "POST":
        restore = restores.compare(_whole(pair), by=request.user)
    else:
        restore = pair.restores.filter(state__in=[State.COMPARING, State.PLANNED]).first()
    if restore is None:
        return redirect("organizations:restores", organization.pk)
    return redirect("organizations:restore", organization.pk, restore.pk)


@require_POST
def start(request, organization_id):
    """Starts a run, or shows the one under way; with `plan` that row becomes the run."""
    organization, pair = opened_pair(request, organization_id)
    if pair is None:
        raise Http404("There is no pair to restore.")
    number = whole_number(request.POST.get("plan"))
    planned = None if number is None else get_object_or_404(pair.restores, pk=number)
    restore, _new = restores.start(_whole(pair), by=request.user, plan=planned)
    return redirect("organizations:restore", organization.pk, restore.pk)


def show(request, organization_id, number):
    """One run as it stands: a plan, under way, or a report. htmx asks for its region alone."""
    organization, restore = _run(request, organization_id, number)
    context = {
        "organization": organization,
        "restore": restore,
        "pair": restore.pair,
        "can_restore": request.user.has_perm(Can.RESTORE, restore.pair.staging),
        "not_copied": NOT_COPIED,
        "next": next_slot(restore.pair, clock.now()) if restore.pair.active else None,
    }
    if not restore.is_unfinished:
        if request.htmx:
            return HttpResponseClientRefresh()
        template = "restores_plan.html" if restore.state == State.PLANNED else "restores_report.html"
        report = Report(restore, request.user, everything=request.GET.get("show") == "all")
        return render(request, f"organizations/{template}", {**context, "report": report})
    context |= {"progress": progress_of(restore), "notes": restore.notes.all()[:12]}
    region = "#progress" if request.htmx else ""
    return render(request, f"organizations/restores_run.html{region}", context)


@require_POST
def stop(request, organization_id, number):
    """Asks a run to stop."""
    organization, restore = _run(request, organization_id, number)
    restores.cancel(restore, by=request.user)
    return redirect("organizations:restore", organization.pk, restore.pk)


def download(request, organization_id, number) -> HttpResponse:
    """The report as JSON, with as much as the person may see."""
    _organization, restore = _run(request, organization_id, number)
    told = Report(restore, request.user).as_dict()
    answer = JsonResponse(told, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="restore-{restore.pk}.json"'
    return answer


def _run(request, organization_id, number) -> tuple[Organization, Restore]:
    organization, pair = opened_pair(request, organization_id)
    runs = Restore.objects.select_related("pair__production", "pair__staging", "asked_by", "cancelled_by")
    return organization, get_object_or_404(runs, pair=pair, pk=number)


def _whole(pair: StagingPair) -> StagingPair:
    """The pair, if both halves are there. Raises `Http404` otherwise."""
    try:
        return restores.pair_of(pair.staging)
    except ValidationError as error:
        raise Http404(error.messages[0]) from error
