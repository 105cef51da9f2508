"""Addresses of the console."""

from django.urls import path

from console.views.api_version import check_version
from console.views.approvals import delete_approval
from console.views.choose_organization import choose_organization
from console.views.context import context
from console.views.drafts import discard, draft
from console.views.guard import lock, unlock, writes
from console.views.history import history, history_entry
from console.views.operations import console, operation
from console.views.record_history import record_history
from console.views.responses import body, response
from console.views.role_requests import request_missing_role
from console.views.tabs import close, open_new, reopen
from console.views.undo import undo_write

app_name = "console"
urlpatterns = [
    path("console/", choose_organization, name="choose_organization"),
    path("console/tabs/", open_new, name="open_tab"),
    path("console/tabs/<int:tab_id>/close/", close, name="close_tab"),
    path("console/tabs/<int:tab_id>/reopen/", reopen, name="reopen_tab"),
    path("organizations/<str:organization_id>/console/", console, name="console"),
    path("organizations/<str:organization_id>/console/context/", context, name="context"),
    path("organizations/<str:organization_id>/console/history/", history, name="history"),
    path(
        "organizations/<str:organization_id>/console/history/<int:pk>/",
        history_entry,
        name="history_entry",
    ),
    path("organizations/<str:organization_id>/console/records/", record_history, name="record_history"),
    path("organizations/<str:organization_id>/console/undo/<int:pk>/", undo_write, name="undo"),
    path("organizations/<str:organization_id>/console/<str:key>", operation, name="operation"),
    path("organizations/<str:organization_id>/console/<str:key>/draft/", draft, name="draft"),
    path("organizations/<str:organization_id>/console/<str:key>/draft/discard/", discard, name="discard"),
    path("organizations/<str:organization_id>/writes/", writes, name="writes"),
    path("organizations/<str:organization_id>/writes/unlock/", unlock, name="unlock_writes"),
    path("organizations/<str:organization_id>/writes/lock/", lock, name="lock_writes"),
    path(
        "organizations/<str:organization_id>/delete-approvals/<int:pk>/",
        delete_approval,
        name="delete_approval",
    ),
    path(
        "organizations/<str:organization_id>/console/<str:key>/role/",
        request_missing_role,
        name="request_role",
    ),
    path("organizations/<str:organization_id>/api-version/", check_version, name="check_version"),
    path("organizations/<str:organization_id>/responses/<str:key>/", response, name="response"),
    path("organizations/<str:organization_id>/responses/<str:key>/body", body, name="response_body"),
]
