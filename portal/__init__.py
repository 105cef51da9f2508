"""The portal's settings, URLs, navigation, home page and operator admin; the top layer."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
