"""Addresses of organizations, under `/organizations/`."""

from django.urls import path

from organizations.views import deletion, organizations, restore_settings, restore_webhook, restores

app_name = "organizations"
urlpatterns = [
    path("new/", organizations.create, name="create"),
    path("new/id/", organizations.check_id, name="check_id"),
    path("<str:organization_id>/", organizations.detail, name="detail"),
    path("<str:organization_id>/visit/", organizations.visit, name="visit"),
    path("<str:organization_id>/settings/", organizations.settings, name="settings"),
    path("<str:organization_id>/delete/", deletion.what_goes, name="delete"),
    path("<str:organization_id>/delete/confirm/", deletion.confirm, name="confirm_delete"),
    path("<str:organization_id>/restores/", restores.listing, name="restores"),
    path("<str:organization_id>/restores/plan/", restores.plan, name="restore_plan"),
    path("<str:organization_id>/restores/start/", restores.start, name="restore_start"),
    path("<str:organization_id>/restores/settings/", restore_settings.settings, name="restore_settings"),
    path("<str:organization_id>/restores/webhook/", restore_webhook.webhook, name="restore_webhook"),
    path("<str:organization_id>/restores/<int:number>/", restores.show, name="restore"),
    path("<str:organization_id>/restores/<int:number>/stop/", restores.stop, name="restore_stop"),
    path("<str:organization_id>/restores/<int:number>/json/", restores.download, name="restore_json"),
]
