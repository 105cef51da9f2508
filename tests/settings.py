"""The settings of the tests: the portal's own, read with the servers and keys of this run of the tests."""

import os

from tests import servers

if "TEST_SERVERS" not in os.environ:
    os.environ.update(servers.choose())
# Each of xdist's workers has an emulator, stand-ins and a part of the Valkey server to itself.
os.environ["EMULATOR_URL"] = f"http://127.0.0.1:{servers.free_port()}"
for provider in ("GITHUB", "GOOGLE"):
    os.environ[f"{provider}_CLIENT_ID"] = os.environ[f"{provider}_CLIENT_SECRET"] = "portal"
    os.environ[f"{provider}_URL"] = f"http://127.0.0.1:{servers.free_port()}"
os.environ["REDIS_URL"] = servers.own_redis_database(os.environ["REDIS_URL"])
# Playwright runs an event loop in the thread of the tests, which also use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from portal.settings import *  # noqa: E402, F403

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405
