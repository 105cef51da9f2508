"""URLs of restores, under `/organizations/<id>/restores/`."""

from django.urls import path

from organizations.restores.views import restores, schedule, settings, webhook

app_name = "restores"
urlpatterns = [
    path("", restores.listing, name="list"),
    path("plan/", restores.plan, name="plan"),
    path("start/", restores.start, name="start"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("settings/", settings.settings, name="settings"),
    path("webhook/", webhook.webhook, name="webhook"),
    path("<int:pk>/", restores.detail, name="run"),
    path("<int:pk>/stop/", restores.stop, name="stop"),
    path("<int:pk>/json/", restores.download, name="json"),
]
