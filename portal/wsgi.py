"""What gunicorn serves; it does not start on settings that the checks call unsafe."""

import os

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

if not settings.EMBEDDED and (unsafe := [str(found) for found in run_checks() if found.is_serious()]):
    raise ImproperlyConfigured("\n".join(unsafe))
