"""URLs of organizations, under `/organizations/`."""

from django.urls import path

from organizations.views import (
    audit_log,
    connect,
    connection,
    creation,
    deletion,
    organizations,
    pair,
    search_indexes,
    settings,
)

app_name = "organizations"
urlpatterns = [
    path("new/", creation.create, name="create"),
    path("new/id/", creation.check_id, name="check_id"),
    path("connect/", connect.connect, name="connect"),
    path("connect/place/", connect.place, name="connect_place"),
    path("<str:organization_id>/", organizations.detail, name="detail"),
    path("<str:organization_id>/visit/", organizations.visit, name="visit"),
    path("<str:organization_id>/settings/", settings.settings, name="settings"),
    path("<str:organization_id>/search-indexes/", search_indexes.indexes, name="search_indexes"),
    path("<str:organization_id>/connection/", connection.change, name="change_connection"),
    path("<str:organization_id>/connection/test/", connection.test, name="test_connection"),
    path("<str:organization_id>/connection/rotate/", connection.rotate, name="rotate_secret"),
    path("<str:organization_id>/connection/secret/", connection.secret, name="secret"),
    path("<str:organization_id>/pair/link/", pair.link, name="link_pair"),
    path("<str:organization_id>/pair/unlink/", pair.unlink, name="unlink_pair"),
    path("<str:organization_id>/bring-back/", deletion.bring_back, name="bring_back"),
    path("<str:organization_id>/audit-log/", audit_log.audit_log, name="log"),
    path("<str:organization_id>/audit-log/csv/", audit_log.audit_log_csv, name="log_csv"),
    path("<str:organization_id>/delete/", deletion.preview, name="delete"),
    path("<str:organization_id>/delete/confirm/", deletion.confirm, name="confirm_delete"),
]
