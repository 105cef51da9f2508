"""Drafts on the page of an operation: shown when the URL has no values, and kept without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from console import exchange_store
from console.models import ConsoleTab
from console.page.page import ConsolePage, RequestPage
from console.request.request import Request
from console.tabs import drafts
from console.tabs.creation import TooManyTabs
from console.tabs.drafts import DraftTooLarge, save_draft
from console.tabs.last_response import last_send
from console.tabs.opening import OpenTab
from console.views.base import get_operation_or_404
from organizations.http import OrganizationHttpRequest


def show_draft(request: OrganizationHttpRequest, page: ConsolePage, key: str) -> HttpResponse:
    """Show an operation with its draft in this tab, and the last response to it.

    The browser asks for it again on Back, so that it never shows an older draft.
    """
    operation = get_operation_or_404(page, key)
    current = page.open_tab.bar.current if page.open_tab.bar else None
    values: Mapping[str, Sequence[str]] = current.draft_values if current else {}
    opened = page.open(Request(operation, values), tab=values.get("tab", [""])[0])
    if current and current.tab_id:
        if current.operation != key:
            drafts.open_operation(current.tab_id, operation)
        opened = with_last_response(opened, [str(current.tab_id), current.key])
    response = render(request, "console/page.html", opened.context())
    response["Cache-Control"] = "no-store"
    return response


def with_last_response(page: RequestPage, tab_names: list[str]) -> RequestPage:
    """Add the response to the last request of the tab, or say that there is none yet."""
    last = last_send(page.user, tab_names, page.operation.key, page.acting_as)
    if last is None:
        return page
    if not last.exchange_key:
        return page.wait_for(last)
    exchange = exchange_store.load(last.exchange_key, page.organization, page.user)
    return page.show(exchange, last.exchange_key, {}) if exchange else page


def keep_without_scripts(page: RequestPage, posted: QueryDict, *, is_own_form: bool) -> RequestPage:
    """Save the draft of a request that was sent without scripts, and return the page in its tab.

    A GET saves only in a tab that is stored, and only from a page without scripts, which says so by a field:
    other URLs with values may be opened from anywhere, and must not replace a draft.
    """
    tab = page.open_tab
    if not is_own_form:
        return page
    try:
        saved = save_draft(
            page.user,
            page.organization,
            page.operation,
            dict(posted.lists()),
            tab_id=tab.tab_id,
            key=tab.key,
            context=tab.context,
        )
    except (ConsoleTab.DoesNotExist, TooManyTabs, DraftTooLarge):
        return page
    return replace(page, open_tab=OpenTab(saved.tab.pk, tab.context, key=tab.key))
