"""Health checks of the portal's database and Redis server, liveness and metrics."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView
from health_check.views import HealthCheckView
from redis.asyncio import Redis


def redis_client() -> Redis:
    """Return a separate client, because the cache works without its server and would seem healthy."""
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


REDIS = ("health_check.contrib.redis.Redis", {"client_factory": redis_client})
health = login_not_required(HealthCheckView.as_view(checks=["health_check.checks.Database", REDIS]))


@login_not_required
def liveness(request: HttpRequest) -> HttpResponse:
    """Respond with 200 as long as the process runs."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Return metrics for Prometheus to a request with `METRICS_TOKEN`; 404 if none is set."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(token, settings.METRICS_TOKEN):
        raise Http404
    return ExportToDjangoView(request)
