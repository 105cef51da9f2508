"""Whether the portal can work: its database and the Redis server."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView
from health_check.views import HealthCheckView
from redis.asyncio import Redis


def redis_client() -> Redis:
    """A client of its own, since the cache goes on without its server and would look healthy."""
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


REDIS = ("health_check.contrib.redis.Redis", {"client_factory": redis_client})
health = login_not_required(HealthCheckView.as_view(checks=["health_check.checks.Database", REDIS]))


@login_not_required
def alive(request):
    """200 as long as the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
def metrics(request):
    """Figures for Prometheus, for those who bring `METRICS_TOKEN`; absent without one."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return ExportToDjangoView(request)
