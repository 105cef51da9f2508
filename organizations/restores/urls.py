"""URLs of restores, under `/organizations/<id>/restores/`."""

from django.urls import path

from organizations.restores.views import event_webhook, event_webhooks, restores, schedule, settings, webhook

app_name = "restores"
urlpatterns = [
    path("", restores.listing, name="list"),
    path("plan/", restores.plan, name="plan"),
    path("start/", restores.start, name="start"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("settings/", settings.settings, name="settings"),
    path("webhook/", webhook.webhook, name="webhook"),
    path("event-webhooks/", event_webhooks.listing, name="event_webhooks"),
    path("event-webhooks/new/", event_webhooks.create, name="new_event_webhook"),
    path("event-webhooks/<int:pk>/", event_webhook.webhook, name="event_webhook"),
    path("event-webhooks/<int:pk>/delete/", event_webhook.delete, name="delete_event_webhook"),
    path("<int:pk>/", restores.detail, name="run"),
    path("<int:pk>/stop/", restores.stop, name="stop"),
    path("<int:pk>/json/", restores.download, name="json"),
]
