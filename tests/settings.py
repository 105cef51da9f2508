"""The settings of the tests: the portal's own, read with the servers and keys of this run of the tests."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers

if "TEST_SERVERS" not in os.environ:
    os.environ.update(servers.build_environment())
# Each of xdist's workers has an emulator, stand-ins and a part of the Valkey server to itself.
os.environ["EMULATOR_URL"] = f"http://127.0.0.1:{servers.reserved_port()}"
for provider in ("GITHUB", "GOOGLE"):
    os.environ[f"{provider}_CLIENT_ID"] = os.environ[f"{provider}_CLIENT_SECRET"] = "portal"
    os.environ[f"{provider}_URL"] = f"http://127.0.0.1:{servers.reserved_port()}"
os.environ["REDIS_URL"] = servers.own_redis_database(os.environ["REDIS_URL"])
# Playwright runs an event loop in the thread of the tests, which also use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from portal.settings import *  # noqa: E402, F403
from portal.static_files import BUNDLES, SCRIPT_BUNDLES, bundle_script, bundle_styles  # noqa: E402

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The walk of addresses and the fuzzing send in seconds what people send in hours.
API_RATE_LIMIT = API_ANONYMOUS_RATE_LIMIT = 1_000_000
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405
# A browser gets the style sheets joined, as they are collected, and not with forty requests a page.
_bundles_folder = TemporaryDirectory(prefix="portal-tests-")
for _folder, _join in ((BUNDLES, bundle_styles), (SCRIPT_BUNDLES, bundle_script)):
    for _bundle in (STATIC_ROOT / _folder).iterdir():
        _place = Path(_bundles_folder.name, _folder, _bundle.name)
        _place.parent.mkdir(parents=True, exist_ok=True)
        _place.write_text(_join(_bundle))
STATICFILES_DIRS = [_bundles_folder.name, STATIC_ROOT]
