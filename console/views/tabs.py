"""Opening, closing and reopening tabs. Each view leads to a page of the console."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from console.models import ConsoleTab
from console.tabs.bar import read_bar
from console.tabs.closing import close_tab, reopen_tab
from console.tabs.creation import TooManyTabs, open_empty_tab
from lib import next_url
from lib.plain_text import is_storable
from organizations.access import get_organization_or_404
from organizations.permissions import Can


@require_POST
def open_new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Open a new tab of the posted organization."""
    organization_id = request.POST.get("organization", "")
    if not is_storable(organization_id):
        raise Http404("No organization has such an ID.")
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    try:
        tab = open_empty_tab(request.user, organization)
    except TooManyTabs as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(page_after(request))
    return HttpResponseRedirect(address_of(request.user, tab))


@require_POST
def close(request: AuthenticatedHttpRequest, tab_id: int) -> HttpResponse:
    """Close a tab, and stay on the page, or go to the tab beside it when it is the current one."""
    tab = get_tab_or_404(request.user, tab_id)
    after = page_after(request)
    if request.POST.get("tab_id") == str(tab_id):
        after = address_beside(request.user, tab)
    close_tab(tab)
    return HttpResponseRedirect(after)


@require_POST
def reopen(request: AuthenticatedHttpRequest, tab_id: int) -> HttpResponse:
    """Open a closed tab again."""
    tab = get_tab_or_404(request.user, tab_id)
    get_organization_or_404(request.user, tab.organization_id, Can.CALL_API)
    try:
        reopen_tab(tab, by=request.user)
    except TooManyTabs as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(page_after(request))
    return HttpResponseRedirect(address_of(request.user, tab))


def page_after(request: AuthenticatedHttpRequest) -> str:
    """Return the page that a form asks for, otherwise the one that opens a console."""
    return next_url.requested(request) or reverse("console:choose_organization")


def get_tab_or_404(user: User, tab_id: int) -> ConsoleTab:
    """Return the tab of `user`, also a closed one as long as it is kept."""
    tab = ConsoleTab.objects.filter(pk=tab_id, user=user).select_related("organization").first()
    if tab is None:
        raise Http404("No such tab of this user.")
    return tab


def address_of(user: User, tab: ConsoleTab) -> str:
    """Return the address of a tab."""
    bar = read_bar(user, tab.organization, tab.pk, "")
    if bar is None:
        raise Http404("No such tab of this user.")
    return bar.current.url


def address_beside(user: User, tab: ConsoleTab) -> str:
    """Return the address of the tab after it, or else before it; of a new tab when it is the only one."""
    bar = read_bar(user, tab.organization, tab.pk, "")
    if bar is None:
        raise Http404("No such tab of this user.")
    return bar.beside_current.url
